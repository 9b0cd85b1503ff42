"""What a start of the program loads: drawing and HTTP only when they are needed.

import-linter checks who imports what by name; this looks at what really ends up in memory.
"""

from __future__ import annotations

import importlib.util
import pkgutil
import subprocess
import sys

import pytest

import tui

WITHOUT_SCREEN_OR_HTTP = ["tui.analysis", "tui.layout", "tui.pprof", "tui.report", "tui.session"]


def modules_of(name: str) -> list[str]:
    """The module, and all modules below it if it is a package."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    below = pkgutil.walk_packages(spec.submodule_search_locations or [], f"{name}.")
    return [name, *(module.name for module in below)]


def loaded_by(*modules: str) -> set[str]:
    """Top-level names in sys.modules after importing modules in a fresh interpreter."""
    program = f"import sys, {', '.join(modules)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    # -S and -P would hide the installed package; -I keeps the user's own settings out.
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


@pytest.mark.parametrize("layer", WITHOUT_SCREEN_OR_HTTP)
def test_the_engine_loads_neither_screen_nor_http(layer: str) -> None:
    assert not loaded_by(*modules_of(layer)) & {"textual", "rich", "requests", "urllib3"}


@pytest.mark.parametrize("layer", ["tui.errors", "tui.units", "tui.text", "tui.options"])
def test_the_lowest_layer_loads_nothing_heavy(layer: str) -> None:
    assert not loaded_by(layer) & {"textual", "rich", "requests", "urllib3", "numpy", "google", "pygments"}


def test_fetching_loads_no_screen() -> None:
    assert not loaded_by(*modules_of("tui.fetch")) & {"textual", "rich"}


def test_the_command_loads_neither_screen_nor_http_until_it_needs_them() -> None:
    assert not loaded_by("tui.cli") & {"textual", "rich", "requests", "urllib3"}


def test_the_name_of_the_package_says_its_version() -> None:
    assert tui.__version__
