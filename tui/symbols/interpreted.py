"""Where the sources of Python and Node programs lie."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from tui.looking import is_file, matching

_FROZEN = re.compile(r"^<frozen (?P<module>[\w.]+)>$")
_LIBRARY = re.compile(r"(?:^|/)lib/(?P<python>python3(?:\.\d+)?)/(?P<rest>.+)$")
_PACKAGES = re.compile(r"(?:^|/)(?:site|dist)-packages/(?P<rest>.+)$")
_MODULES = re.compile(r"(?:^|/)node_modules/(?P<rest>.+)$")
_ENVIRONMENTS = (".venv", "venv", "env")


def python_candidates(recorded: PurePosixPath, directory: Path) -> Iterator[Path]:
    """Yield where a file of Python's library, of a package or of a frozen module may be.

    Args:
        recorded: the path as the profile has it.
        directory: the folder that was worked in; virtual environments in it and its parents are looked at.
    """
    text = str(recorded)
    if frozen := _FROZEN.match(text):
        module = frozen["module"].replace(".", "/")
        for library in _libraries():
            yield library / f"{module}.py"
            yield library / module / "__init__.py"
        return
    if packages := _PACKAGES.search(text):
        for folder in _package_folders(directory):
            yield folder / packages["rest"]
    elif library_file := _LIBRARY.search(text):
        # The same version first: lines move between versions.
        for library in sorted(_libraries(), key=lambda library: library.name != library_file["python"]):
            yield library / library_file["rest"]


def node_candidates(recorded: PurePosixPath, directory: Path) -> Iterator[Path]:
    """Yield where a file of a package in a node_modules folder may be; arguments as for Python."""
    if packages := _MODULES.search(str(recorded)):
        for folder in (directory, *directory.parents):
            yield folder / "node_modules" / packages["rest"]


def without_scheme(recorded: str) -> str:
    """Return the path that a `file:` address names, as Node records modules; anything else as it is."""
    if not recorded.startswith("file:"):
        return recorded
    try:
        return unquote(urlsplit(recorded).path) or recorded
    except ValueError:
        return recorded


def _libraries() -> list[Path]:
    """Return the standard libraries of the Pythons on this machine."""
    prefixes = [Path(sys.base_prefix), Path("/usr"), Path("/usr/local"), Path("/opt/homebrew")]
    prefixes += sorted(matching(Path.home(), ".pyenv/versions/*"), reverse=True)
    found = [library for prefix in prefixes for library in sorted(matching(prefix, "lib/python3*"), reverse=True)]
    return [library for library in dict.fromkeys(found) if is_file(library / "os.py")]


def _package_folders(directory: Path) -> list[Path]:
    """Return folders that packages are installed in: of environments in use and near, then of the system."""
    environments = [
        Path(path) for path in (os.environ.get("VIRTUAL_ENV", ""), os.environ.get("CONDA_PREFIX", "")) if path
    ]
    environments += [parent / name for parent in (directory, *directory.parents) for name in _ENVIRONMENTS]
    folders = [
        folder for root in environments for folder in sorted(matching(root, "lib/python3*/site-packages"), reverse=True)
    ]
    folders += [Path(folder) for folder in sys.path if folder.endswith(("site-packages", "dist-packages"))]
    for library in _libraries():
        folders += [library / "site-packages", library / "dist-packages"]
    folders += [Path("/usr/lib/python3/dist-packages"), *matching(Path.home(), ".local/lib/python3*/site-packages")]
    return list(dict.fromkeys(folders))
