from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

import pytest

from tui.symbols.interpreted import node_candidates, python_candidates, without_scheme
from tui.symbols.places import Search
from tui.symbols.sourcefiles import SourceFile, find_source


def test_the_standard_library_of_another_machine_is_found() -> None:
    version = f"python3.{sys.version_info[1]}"
    source = find_source(f"/opt/elsewhere/lib/{version}/json/encoder.py".encode(), Search(Path("/")))
    assert isinstance(source, SourceFile)
    assert source.path.endswith(f"{version}/json/encoder.py")


def test_a_frozen_module_is_found() -> None:
    source = find_source(b"<frozen importlib._bootstrap>", Search(Path("/")))
    assert isinstance(source, SourceFile)
    assert source.path.endswith("importlib/_bootstrap.py")


def test_packages_are_found_in_the_environment_beside_the_work(tmp_path: Path) -> None:
    package = tmp_path / ".venv/lib/python3.12/site-packages/shop/cart.py"
    package.parent.mkdir(parents=True)
    package.touch()
    places = python_candidates(PurePosixPath("/srv/env/lib/python3.12/site-packages/shop/cart.py"), tmp_path / "src")
    assert package in list(places)


def test_packages_of_this_python_are_found() -> None:
    source = find_source(b"/srv/env/lib/python3.8/site-packages/textual/app.py", Search(Path("/")))
    assert isinstance(source, SourceFile)
    assert source.path.endswith("site-packages/textual/app.py")


@pytest.mark.parametrize(
    ("recorded", "path"),
    [
        ("file:///srv/app/my%20shop.js", "/srv/app/my shop.js"),
        ("/srv/app/x.js", "/srv/app/x.js"),
        ("node:internal/timers", "node:internal/timers"),
        ("file:", "file:"),
        ("file://[", "file://["),
    ],
)
def test_addresses_of_node_become_paths(recorded: str, path: str) -> None:
    assert without_scheme(recorded) == path


def test_modules_of_node_are_found(tmp_path: Path) -> None:
    module = tmp_path / "node_modules/express/lib/router.js"
    module.parent.mkdir(parents=True)
    module.write_text("// routes\n")
    (tmp_path / "src").mkdir()
    recorded = "file:///srv/app/node_modules/express/lib/router.js"
    assert module in list(node_candidates(PurePosixPath(without_scheme(recorded)), tmp_path / "src"))
    source = find_source(recorded.encode(), Search(tmp_path / "src"))
    assert isinstance(source, SourceFile)
    assert source.path == str(module)
