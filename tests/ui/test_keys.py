"""Every key does what the table of keys says, under every spelling."""

from __future__ import annotations

import pytest

from tests.ui.driving import browsing, listing
from tests.ui.proofs import PROFILE, PROOFS
from tui.ui.keys import BY_ID, KEYS

_ENDS_THE_PROGRAM = "quit"
_SPELLINGS = [(key.id, spelling) for key in KEYS if key.id != _ENDS_THE_PROGRAM for spelling in key.keys.split(",")]


def test_every_key_has_a_proof() -> None:
    assert PROOFS.keys() | {_ENDS_THE_PROGRAM} == {key.id for key in KEYS}


@pytest.mark.parametrize(("key_id", "spelling"), _SPELLINGS)
async def test_key(key_id: str, spelling: str, request: pytest.FixtureRequest) -> None:
    of_server = BY_ID[key_id].where == "server"
    async with listing(request.getfixturevalue("go_server")) if of_server else browsing(PROFILE) as user:
        await PROOFS[key_id](user, spelling)


@pytest.mark.parametrize("spelling", next(key for key in KEYS if key.id == _ENDS_THE_PROGRAM).keys.split(","))
async def test_quit(spelling: str) -> None:
    async with browsing(PROFILE) as user:
        await user.press(spelling)
        await user.until(lambda: not user.app.is_running)
        assert user.app.return_code == 0
