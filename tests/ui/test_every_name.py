"""Every function of every real profile is on the screen by the name that the profile gives it (R16)."""

from __future__ import annotations

import gzip

import pytest

from tests.robust.choosing import some
from tests.ui.driving import DATA, User, browsing
from tests.ui.test_random_keys import PROFILES
from tui.pprof import profile_pb2 as pb
from tui.text import clean
from tui.ui.panes.top import TopTable

pytestmark = pytest.mark.rule("R16")
_WIDE_ENOUGH = (1000, 100)


def recorded(name: str) -> set[str]:
    """The names of the functions of a profile, as another decoder reads them."""
    made = pb.Profile.FromString(gzip.decompress((DATA / name).read_bytes()))
    used = {location for sample in made.sample if any(sample.value) for location in sample.location_id}
    functions = {line.function_id for location in made.location if location.id in used for line in location.line}
    return {clean(made.string_table[function.name]) for function in made.function if function.id in functions}


async def listed(user: User) -> str:
    """Everything that the top table shows from its first row to its last."""
    await user.press("2", "home")
    await user.until_shown("#top-table", "flat")
    table, pages = user.browser.query_one(TopTable), []
    for _ in range(200):
        pages.append(user.shown("#top-table"))
        cursor = table.cursor
        await user.press("pagedown")
        if table.cursor == cursor:
            return "\n".join(pages)
    raise AssertionError("it has no end")


@pytest.mark.parametrize("profile", some(PROFILES, ("go127_mutex.pb.gz",)))
async def test_every_name_is_shown_to_the_letter(profile: str) -> None:
    names = recorded(profile)
    text = ""
    async with browsing(profile, _WIDE_ENOUGH) as user:
        # A function without a value of one type has one of another.
        for _ in user.session.profile.sample_types if names else ():
            text += await listed(user)
            await user.press("t")
    assert names or profile.startswith("go127_threadcreate_delta")
    assert {name for name in names if name and name not in text} == set()
