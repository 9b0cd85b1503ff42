"""Whose code a function is, in real profiles of several languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.analysis.frames import Granularity
from tui.analysis.framing import frame_table
from tui.analysis.kinds import Kind, kinds, project_chip
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.pprof.profile import Profile

DATA = Path(__file__).parents[1] / "data"


def kinds_of(profile: Profile) -> dict[str, Kind]:
    table = frame_table(profile, Granularity.FUNCTIONS)
    return {table.label(frame): Kind(kind) for frame, kind in enumerate(kinds(profile, table).tolist())}


def real(name: str) -> Profile:
    return decode((DATA / name).read_bytes())


def made(*functions: tuple[str, str], program: str = "") -> Profile:
    builder = ProfileBuilder([("cpu", "nanoseconds")], mapping_file=program)
    for name, file in functions:
        builder.add([Frame(name, file)], [1])
    return builder.build()


@pytest.mark.parametrize(
    ("profile", "function", "kind"),
    [
        ("go127_cpu_5s_busy.pb.gz", "main.squeeze", Kind.OWN),
        ("go127_cpu_5s_busy.pb.gz", "runtime.mallocgc", Kind.RUNTIME),
        ("go127_cpu_5s_busy.pb.gz", "runtime/pprof.Do", Kind.LIBRARY),
        ("go127_cpu_5s_busy.pb.gz", "encoding/json/v2.unmarshalDecode", Kind.LIBRARY),
        ("go127_cpu_5s_busy.pb.gz", "internal/runtime/syscall/linux.Syscall6", Kind.SYSTEM),
        ("prometheus-2.42_cpu_3s.pb.gz", "github.com/prometheus/prometheus/web.setPathWithPrefix.func1.1", Kind.OWN),
        ("prometheus-2.42_cpu_3s.pb.gz", "github.com/prometheus/procfs.ProcStat.StartTime", Kind.LIBRARY),
        ("prometheus-2.42_cpu_3s.pb.gz", "net/http.(*chunkWriter).Write", Kind.LIBRARY),
        ("prometheus-2.42_cpu_3s.pb.gz", "syscall.Read", Kind.SYSTEM),
        ("py_pypprof_cpu_2s.pb.gz", "fib", Kind.OWN),
        ("py_pypprof_cpu_2s.pb.gz", "iterencode", Kind.LIBRARY),
        ("node20_datadog_wall_cpu_2s.pb.gz", "fibonacci", Kind.OWN),
        ("node20_datadog_wall_cpu_2s.pb.gz", "getOptionValue", Kind.LIBRARY),
    ],
)
def test_real_profiles(profile: str, function: str, kind: Kind) -> None:
    assert kinds_of(real(profile))[function] is kind


@pytest.mark.parametrize(
    ("name", "file", "kind"),
    [
        ("shop::cart::Cart::total", "/home/ada/shop/src/cart.rs", Kind.OWN),
        ("core::iter::Iterator::fold", "/rustc/abc/library/core/src/iter.rs", Kind.LIBRARY),
        ("serde_json::de::from_str", "/home/ada/.cargo/registry/src/serde_json-1.0/src/de.rs", Kind.LIBRARY),
        ("std::vector<int>::push_back", "/usr/include/c++/13/vector", Kind.LIBRARY),
        ("malloc", "malloc.c", Kind.RUNTIME),
        ("do_syscall_64", "[kernel.kallsyms]", Kind.SYSTEM),
        ("handler", "/srv/app/views.py", Kind.OWN),
        ("handler", "/srv/app/venv/lib/python3.12/site-packages/flask/app.py", Kind.LIBRARY),
        ("emit", "node:events", Kind.LIBRARY),
        ("route", "/srv/app/node_modules/express/lib/router.js", Kind.LIBRARY),
        ("(garbage collector)", "", Kind.RUNTIME),
        ("java.util.HashMap.put", "HashMap.java", Kind.LIBRARY),
        ("com.shop.Cart.add", "Cart.java", Kind.OWN),
    ],
)
def test_other_languages(name: str, file: str, kind: Kind) -> None:
    assert kinds_of(made((name, file)))[name] is kind


def test_a_go_module_is_told_from_its_dependencies_without_and_with_trimmed_paths() -> None:
    rooted = made(
        ("runtime.main", "/usr/local/go/src/runtime/proc.go"),
        ("main.main", "/home/ada/shop/cmd/api/main.go"),
        ("example.com/shop/internal/cart.Add", "/home/ada/shop/internal/cart/cart.go"),
        ("github.com/redis/go.Do", "/home/ada/go/pkg/mod/github.com/redis/go@v1.2.3/do.go"),
        ("net/http.Get", "/usr/local/go/src/net/http/client.go"),
    )
    trimmed = made(
        ("runtime.main", "runtime/proc.go"),
        ("main.main", "example.com/ada/shop/cmd/api/main.go"),
        ("example.com/ada/shop/internal/cart.Add", "example.com/ada/shop/internal/cart/cart.go"),
        ("github.com/redis/go.Do", "github.com/redis/go@v1.2.3/do.go"),
        ("net/http.Get", "net/http/client.go"),
    )
    for profile in (rooted, trimmed):
        own = sorted(name for name, kind in kinds_of(profile).items() if kind is Kind.OWN)
        assert [name.rpartition("/")[2] for name in own] == ["cart.Add", "main.main"]


def test_the_filter_names_packages_of_go_and_folders_of_others() -> None:
    chip = project_chip(real("go127_cpu_5s_busy.pb.gz"))
    assert chip is not None
    assert chip.text == r"show=^(main)\."
    chip = project_chip(real("py_pypprof_cpu_2s.pb.gz"))
    assert chip is not None
    assert chip.text == "show=^(/srv/live)/[^/]*$"
    chip = project_chip(made(("shop::total", ""), ("std::sort", "")))
    assert chip is not None
    assert chip.text == "show=^(shop::total)$"


def test_without_code_of_its_own_there_is_no_filter() -> None:
    assert project_chip(made(("malloc", ""))) is None
    assert project_chip(made()) is None
