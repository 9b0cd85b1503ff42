"""What the environment may tell Textual; to be settled before anything of Textual is imported."""

from __future__ import annotations

import os

_OF_TERMINALS = frozenset({"ANIMATIONS", "COLOR_SYSTEM", "DIM_FACTOR", "DISABLE_KITTY_KEY", "FPS", "SMOOTH_SCROLL"})
"""How a terminal is drawn on: whoever has one may say that of any program. Nonsense counts as nothing there."""
_COLOR_SYSTEMS = frozenset({"auto", "standard", "256", "truecolor", "windows"})


def forget_variables_for_developers() -> None:
    """Take out what is meant for a program that somebody writes with Textual, and may be left in a shell from that.

    Another driver, keys that are pressed by themselves, a picture of the first second in the current folder, a log, a
    connection to a console for developers: nobody asked this program for any of them.
    """
    for name in [name for name in os.environ if _is_for_developers(name)]:
        del os.environ[name]
    if os.environ.get("TEXTUAL_COLOR_SYSTEM", "auto") not in _COLOR_SYSTEMS:
        del os.environ["TEXTUAL_COLOR_SYSTEM"]


def _is_for_developers(name: str) -> bool:
    of_textual, _, rest = name.partition("_")
    return of_textual == "TEXTUAL" and rest not in _OF_TERMINALS
