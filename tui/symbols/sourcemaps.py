"""From lines of a generated file to those of the source it was made of: the source maps beside JavaScript.

symbolic reads the maps; it comes with the extra `symbols` and is loaded when first needed.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import posixpath
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from tui.errors import FileTrouble
from tui.looking import is_file
from tui.symbols.debuginfo import can_read_lines
from tui.symbols.regular import read_regular

_NAMED_MAP = re.compile(rb"^[ \t]*//[#@] *sourceMappingURL=(\S+)[ \t]*$", re.MULTILINE)
_MOST_BYTES = 64 << 20
_UPWARDS = 4
"""Folders above that of the map in which the sources of a bundler are looked for."""
_FAR_RIGHT = 1 << 30
"""A column behind the end of any line."""
_View: TypeAlias = Any
"""A source map as symbolic has it."""


class SourceMap:
    """Where the lines of one generated file come from."""

    def __init__(self, generated: list[bytes], view: _View, folder: Path, root: str) -> None:
        self._generated = generated
        self._view = view
        self._folder = folder
        self._root = root
        self._files: dict[str, Path | None] = {}

    def original(self, line: int, column: int = 0) -> tuple[Path, int] | None:
        """Return file and line of the source that a place was made of, if that file is here.

        Args:
            line: from 1.
            column: from 1; 0 if unknown, which is enough if the whole line was made of one file.
        """
        if not 1 <= line <= len(self._generated):
            return None
        text = self._generated[line - 1]
        first = column - 1 if column > 0 else len(text) - len(text.lstrip())
        token = self._view.lookup(line - 1, first)
        if token is None or token.dst_line != line - 1 or not token.src:
            return None
        if not column:
            last = self._view.lookup(line - 1, _FAR_RIGHT)
            if last is None or last.src != token.src:
                return None
        file = self._file(token.src)
        return None if file is None else (file, token.src_line + 1)

    def _file(self, source: str) -> Path | None:
        if source not in self._files:
            places = _places(source, self._root, self._folder)
            self._files[source] = next((place for place in places if is_file(place)), None)
        return self._files[source]


@lru_cache(maxsize=64)
def source_map(generated: Path) -> SourceMap | None:
    """Return the source map of a generated file, if there is one beside it or in it."""
    if not can_read_lines():
        return None
    from symbolic.exceptions import SymbolicError
    from symbolic.sourcemap import SourceMapView

    try:
        content, _ = read_regular(generated, _MOST_BYTES)
        written = _map_of(content, generated)
        if written is None:
            return None
        view = SourceMapView.from_json_bytes(written)
        root = json.loads(written).get("sourceRoot") or ""
    except (OSError, ValueError, FileTrouble, SymbolicError, AttributeError, RecursionError):
        return None
    return SourceMap(content.split(b"\n"), view, generated.parent, str(root))


def _map_of(content: bytes, generated: Path) -> bytes | None:
    """Return the map that a file names, or else the one with its name.

    Raises:
        OSError: it is not there.
        ValueError: it is no map.
        FileTrouble: it is no regular file, or too large.
    """
    named = _NAMED_MAP.findall(content)
    place = os.fsdecode(named[-1]) if named else f"{generated.name}.map"
    if place.startswith("data:"):
        head, _, text = place.partition(",")
        try:
            return base64.b64decode(text) if head.endswith(";base64") else unquote(text).encode()
        except binascii.Error:
            return None
    if urlsplit(place).scheme:
        # Nothing is fetched because a file says so.
        return None
    return read_regular(generated.parent / unquote(place), _MOST_BYTES)[0]


def _places(source: str, root: str, folder: Path) -> list[Path]:
    """Return where a source may be that a map names; none if it is no address."""
    try:
        parts, of_root = urlsplit(source), urlsplit(root)
    except ValueError:
        return []
    if parts.scheme == "file":
        return [Path(unquote(parts.path))]
    if parts.scheme:
        # Bundlers write webpack://NAME/./src/file.ts, relative to a folder that they do not tell.
        relative = posixpath.normpath(parts.path.lstrip("/") or ".")
        return [above / relative for above in (folder, *folder.parents)[: _UPWARDS + 1]]
    if of_root.scheme:
        root = ""
    return [Path(os.path.normpath(folder / root / source)), Path(os.path.normpath(folder / source))]
