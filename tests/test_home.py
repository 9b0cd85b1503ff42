"""There is always a home folder, also for whom the system does not know."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA
from tui.home import settle_home

pytestmark = pytest.mark.rule("R20")


class Users:
    """The system's, of which it knows one or none."""

    pw_dir = "/home/known"

    def __init__(self, *, is_known: bool) -> None:
        self._is_known = is_known

    def __call__(self, _user: int) -> Users:
        if not self._is_known:
            raise KeyError
        return self


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("said", ["/home/said", None, "", "said", "~", "~nobody"])
def test_a_home_is_what_is_said_or_known_or_the_root(
    monkeypatch: pytest.MonkeyPatch, said: str | None, is_known: bool
) -> None:
    monkeypatch.setattr(pwd, "getpwuid", Users(is_known=is_known))
    if said is None:
        monkeypatch.delenv("HOME", raising=False)
    else:
        monkeypatch.setenv("HOME", said)
    settle_home()
    expected = said if said == "/home/said" else "/home/known" if is_known else "/"
    assert Path.home() == Path(expected)
    # AND only what is wrong is changed: pprof looks at the variable alone
    assert os.environ.get("HOME") == (said if said == "/home/said" else None if is_known else "/")


@pytest.mark.parametrize("arguments", [["-help"], ["-top", str(DATA / "go127_cpu_5s_busy.pb.gz")]])
def test_whom_the_system_does_not_know_it_serves(arguments: list[str]) -> None:
    unknown = "import pwd; pwd.getpwuid = {}.__getitem__; from tui.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", unknown, *arguments], env={}, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout
