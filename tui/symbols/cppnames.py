"""How google/pprof spells the parts of C++ names: for `tui.symbols.demangling`, which alone imports it.

The library reports what it reads to a builder; this one is told to leave parameters and template arguments out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from demangle.core.spelling import Spelling as Piece
from demangle.core.spelling import SpellingBuilder

if TYPE_CHECKING:
    from demangle.core.builder import Handle

_OF_A_FUNCTION = ("thunk", "transaction clone")
"""Labels of names that are about a function, which is then written with its parameters."""
_STANDARD = "std::basic_"


class Spelling(Piece):  # type: ignore[misc]  # the library's classes are not typed
    """The name of a function: alone where it is what was asked for, with `()` where something is inside of it."""

    __slots__ = ("alone", "whole")

    def __init__(self, alone: str, suffix: str, whole: str) -> None:
        super().__init__(f"{alone}(){suffix}")
        self.alone = alone
        self.whole = whole

    def __str__(self) -> str:
        return self.alone


class _Speller(SpellingBuilder):  # type: ignore[misc]  # likewise
    """Writes as google/pprof does; `last` is what was asked for last, in the end the whole name."""

    def __init__(self, *, templates: bool, parameters: bool) -> None:
        super().__init__(
            legacy_angle_spacing=True,
            gnu_clone_suffix=True,
            collapse_duplicate_qualifiers=True,
            tight_after_star=True,
            tight_member_array=False,
        )
        self._templates = templates
        self._parameters = parameters
        self.last: Handle = None

    def name(self, text: str) -> Handle:
        """Write a name; those of the standard library come with their template arguments."""
        if text.startswith(_STANDARD) and "<" in text:
            text = text.replace(">>", "> >") if self._templates else text.partition("<")[0]
        return Piece(text)

    raw = name

    def template(self, base: Handle, arguments: Sequence[Handle], angle_space: bool = True) -> Handle:
        """Write a template with its arguments, or without."""
        return super().template(base, arguments) if self._templates else Piece(_plain(base))

    def function(
        self,
        returns: Handle | None,
        parameters: Sequence[Handle],
        suffix: str = "",
        name: Handle | None = None,
    ) -> Handle:
        """Write a function; without a name it is the type of one, which is written in full."""
        whole = super().function(returns, parameters, suffix, name)
        if name is None or self._parameters:
            return whole
        return Spelling(_plain(name), suffix, str(whole))

    def special(self, label: str, inner: Handle) -> Handle:
        """Write what is about another thing, such as `vtable for`."""
        if isinstance(inner, Spelling):
            return Piece(label + (inner.whole if any(kind in label for kind in _OF_A_FUNCTION) else inner.alone))
        return super().special(label, inner)

    def decorated(self, inner: Handle, decoration: str) -> Handle:
        """Leave out what a compiler put behind the name, such as `.isra.0`."""
        return inner

    def spell(self, handle: Handle, declarator: str = "") -> str:
        """Return the text of a part."""
        self.last = handle
        return str(handle.spell(declarator))


def _plain(piece: Handle) -> str:
    return str(piece.left + piece.right)


def speller(*, templates: bool, parameters: bool) -> _Speller:
    """Return a builder for one name.

    Args:
        templates: write template arguments.
        parameters: write the parameters of functions, and what they return.
    """
    return _Speller(templates=templates, parameters=parameters)
