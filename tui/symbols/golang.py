"""Where the sources of Go programs lie: toolchains, the module cache, vendored and replaced modules.

Recorded paths come in these forms (`go help build`, -trimpath, and `go help modules`):

- `/any/goroot/src/net/http/server.go`, trimmed `net/http/server.go`
- `/any/cache/github.com/!burnt!sushi/toml@v1.2.0/decode.go`, trimmed `github.com/BurntSushi/toml@v1.2.0/decode.go`
- `/any/checkout/vendor/github.com/BurntSushi/toml/decode.go`
- `/any/checkout/server/main.go`, trimmed `example.com/app/server/main.go`
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

from tui.errors import FileTrouble
from tui.looking import is_folder, literal, matching
from tui.symbols.regular import read_regular

_VERSIONED = re.compile(r"(?:^|/)(?P<module>[^@]+)@(?P<version>v[^/]+)/(?P<rest>.+)$")
_REPLACED = re.compile(
    r"^\s*(?:replace\s+)?(?P<module>[^\s()]+)(?:\s+v\S+)?\s*=>\s*(?P<folder>\.{0,2}/\S+)\s*$", re.MULTILINE
)
_MODULE = re.compile(r'^\s*module\s+"?(?P<module>[^\s"]+)', re.MULTILINE)
_TOOLCHAINS = (
    "/usr/local/go",
    "/usr/lib/go",
    "/usr/lib/golang",
    "/opt/homebrew/opt/go/libexec",
    "/usr/local/opt/go/libexec",
)


def go_candidates(recorded: PurePosixPath, directory: Path) -> Iterator[Path]:
    """Yield where the file may be, likeliest first.

    Args:
        recorded: the path as the profile has it.
        directory: the folder that was worked in; its module and those of its parents are looked at.
    """
    if recorded.suffix not in (".go", ".s", ".c", ".h", ".cc", ".cpp"):
        return
    modules = _modules(directory)
    yield from _of_toolchain(recorded)
    yield from _versioned(recorded, modules)
    yield from _of_module(recorded, modules)
    yield from _vendored(recorded, modules)


def _of_toolchain(recorded: PurePosixPath) -> Iterator[Path]:
    parts = recorded.parts
    starts = [place + 1 for place, part in enumerate(parts) if part == "src"] if recorded.is_absolute() else [0]
    # The first element of a path in the standard library has no dot: it is no host.
    tails = [PurePosixPath(*parts[start:]) for start in starts if start < len(parts) - 1 and "." not in parts[start]]
    if not tails:
        return
    for goroot in _goroots():
        for tail in tails:
            yield goroot / "src" / tail


def _versioned(recorded: PurePosixPath, modules: list[_Module]) -> Iterator[Path]:
    """Yield places of `module@version/rest`: a folder that replaces it, the module cache, vendored copies."""
    found = _VERSIONED.search(str(recorded))
    if found is None:
        return
    path, rest = found["module"], found["rest"]
    plain = _unescaped(path)
    for module in modules:
        for name, folder in module.replaced.items():
            if plain == name or plain.endswith(f"/{name}"):
                yield folder / rest
    # An absolute path has the cache before the module, and how long that is nobody says: every tail is one.
    elements = path.strip("/").split("/")
    for start in range(len(elements)):
        name = "/".join(elements[start:])
        for cache in _caches():
            yield cache / f"{_escaped(_unescaped(name))}@{found['version']}" / rest
        for module in modules:
            yield module.folder / "vendor" / _unescaped(name) / rest


def _of_module(recorded: PurePosixPath, modules: list[_Module]) -> Iterator[Path]:
    """Yield places inside the modules worked in, for paths that begin with a module's name."""
    text = str(recorded)
    for module in modules:
        for name, folder in [(module.name, module.folder), *module.replaced.items()]:
            if name and text.startswith(f"{name}/"):
                yield folder / text[len(name) + 1 :]


def _vendored(recorded: PurePosixPath, modules: list[_Module]) -> Iterator[Path]:
    """Yield places of a file that was compiled from a vendor folder: the same vendored here, or in the module cache."""
    _, vendored, tail = str(recorded).rpartition("/vendor/")
    if not vendored:
        return
    for module in modules:
        yield module.folder / "vendor" / tail
        for name, folder in module.replaced.items():
            if tail.startswith(f"{name}/"):
                yield folder / tail[len(name) + 1 :]
    elements = tail.split("/")
    for length in range(len(elements) - 1, 0, -1):
        name, rest = "/".join(elements[:length]), PurePosixPath(*elements[length:])
        wanted = next((module.required[name] for module in modules if name in module.required), "")
        for cache in _caches():
            if wanted:
                yield cache / f"{_escaped(name)}@{wanted}" / rest
                continue
            folder = cache / _escaped(name)
            versions = sorted(matching(folder.parent, f"{literal(folder.name)}@v*"), key=_natural, reverse=True)
            yield from (version / rest for version in versions[:1])


class _Module:
    """What a go.mod says."""

    def __init__(self, file: Path, text: str) -> None:
        self.folder = file.parent
        named = _MODULE.search(text)
        self.name = named["module"] if named else ""
        self.replaced = {
            found["module"]: Path(os.path.normpath(self.folder / found["folder"])) for found in _REPLACED.finditer(text)
        }
        self.required = dict(re.findall(r"^\s*(?:require\s+)?([^\s()]+)\s+(v\S+)", text, re.MULTILINE))


def _modules(directory: Path) -> list[_Module]:
    """Return the modules that a folder lies in, innermost first."""
    modules = []
    for folder in (directory, *directory.parents):
        try:
            content, _ = read_regular(folder / "go.mod")
        except (OSError, FileTrouble):
            continue
        modules.append(_Module(folder / "go.mod", content.decode("utf-8", "replace")))
    return modules


def _goroots() -> tuple[Path, ...]:
    return _toolchains(os.environ.get("GOROOT", ""), os.environ.get("PATH", ""), Path.home())


@lru_cache(maxsize=8)
def _toolchains(goroot: str, search: str, home: Path) -> tuple[Path, ...]:
    """Return the toolchains here: the one asked for, the one that would run, then the others, the newest first."""
    found = [Path(goroot)] if goroot else []
    if program := shutil.which("go", path=search):
        found.append(Path(os.path.realpath(program)).parent.parent)
    found += [Path(folder) for folder in _TOOLCHAINS]
    others = [*matching(Path("/usr/lib"), "go-*"), *matching(home, "sdk/go*")]
    for cache in _caches():
        others += matching(cache, "golang.org/toolchain@*")
    for packages in sys.path:
        # The toolchain as a Python package.
        others += matching(Path(packages), "go/bin/go")
    found += sorted(
        (folder if is_folder(folder) else folder.parent.parent for folder in others), key=_natural, reverse=True
    )
    return tuple(dict.fromkeys(folder for folder in found if is_folder(folder / "src" / "runtime")))


def _caches() -> list[Path]:
    """Return the module caches, as `go env GOMODCACHE` finds them."""
    folders = [os.environ.get("GOMODCACHE", "")]
    folders += [f"{path}/pkg/mod" for path in os.environ.get("GOPATH", "").split(os.pathsep) if path]
    return [Path(folder) for folder in dict.fromkeys([*filter(None, folders), str(Path.home() / "go/pkg/mod")])]


def _escaped(module: str) -> str:
    """Return a module's path as folders of the cache spell it: `!` and a small letter for each capital."""
    return re.sub("[A-Z]", lambda capital: "!" + capital[0].lower(), module)


def _unescaped(module: str) -> str:
    return re.sub("!([a-z])", lambda letter: letter[1].upper(), module)


def _natural(path: Path) -> list[tuple[int, str]]:
    """Return a key that sorts version 1.10 after 1.9."""
    return [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in re.split(r"(\d+)", path.name)]
