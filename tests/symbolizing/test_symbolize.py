from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.profile import Profile
from tui.symbolizing.how import How
from tui.symbolizing.symbolize import symbolized

DATA = Path(__file__).parents[1] / "data"
_PROGRAM = """\
import sys
from tui.gathering import Wish, open_profiles
open_profiles(Wish((sys.argv[1],)))
print(*{name for name in sys.modules if name.partition(".")[0] in ("symbolic", "demangle", "capstone", "requests")})
print(*{name for name in sys.modules if name in ("tui.symbols.debuginfo", "tui.symbols.places", "tui.symbols.binary")})
"""


def test_a_profile_with_names_loads_nothing_for_it() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", _PROGRAM, str(DATA / "go127_cpu_5s_busy.pb.gz")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == []


def profile_of(*names: str) -> Profile:
    builder = ProfileBuilder([("samples", "count")])
    builder.add([Frame(name, "x.cc", 1) for name in names], [1])
    return builder.build()


def named(profile: Profile) -> list[tuple[str, str]]:
    rows = (profile.function(row) for row in range(len(profile.functions)))
    return [(row.name, row.system_name) for row in rows]


def test_mangled_names_become_readable_and_stay_known() -> None:
    found, remarks = symbolized(profile_of("_ZN3foo3barEi", "main", "runtime.mallocgc"), How())
    assert named(found) == [("foo::bar", "_ZN3foo3barEi"), ("main", "main"), ("runtime.mallocgc", "runtime.mallocgc")]
    assert not remarks


def test_a_name_of_its_own_is_kept_unless_forced() -> None:
    found, _ = symbolized(profile_of("_ZN3foo3barEi"), How(demangle="full", force=True))
    assert named(found) == [("foo::bar(int)", "_ZN3foo3barEi")]
    assert named(symbolized(found, How())[0]) == [("foo::bar(int)", "_ZN3foo3barEi")]
    assert named(symbolized(found, How(force=True))[0]) == [("foo::bar", "_ZN3foo3barEi")]
    assert named(symbolized(found, How(force=True, demangle="none"))[0]) == [("_ZN3foo3barEi", "_ZN3foo3barEi")]


def test_an_empty_profile_is_left() -> None:
    empty = ProfileBuilder([("samples", "count")]).build()
    for how in (How(), How(force=True), How(local=False), How(remote=False)):
        found, remarks = symbolized(empty, how)
        assert found.n_samples == 0
        assert not remarks
