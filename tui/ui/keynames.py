"""How keys are written: for people, and as Textual names them."""

from __future__ import annotations

import unicodedata

from textual.keys import KEY_NAME_REPLACEMENTS, REPLACED_KEYS, Keys, format_key, key_to_character

_SPELLED = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "enter": "⏎",
    "escape": "Esc",
    "space": "Space",
    "delete": "Del",
}
_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_NAMED = frozenset(key.value for key in Keys if "<" not in key.value)
"""Keys without a character of their own, such as `pagedown` or `ctrl+x`."""


def spelled(key: str) -> str:
    """Return one key of Textual's as it is written for people: `ctrl+x` as `Ctrl-X`, `slash` as `/`."""
    *modifiers, last = key.split("+")
    name = _SPELLED.get(last) or (last.capitalize() if last in _NAMED else format_key(last))
    if modifiers == ["shift"]:
        return f"⇧{name}"
    return "-".join([*(modifier.capitalize() for modifier in modifiers), name.upper() if modifiers else name])


def named(written: str) -> str:
    """Return Textual's name of a key that a user wrote as a character or by name; nothing if there is no such key."""
    if len(written) == 1:
        return _of_character(written)
    *modifiers, last = written.lower().split("+")
    if any(modifier not in _MODIFIERS for modifier in modifiers):
        return ""
    if len(last) == 1:
        name = _of_character(last)
    else:
        known = last in _NAMED or last in REPLACED_KEYS or key_to_character(last) is not None
        name = last if known else ""
    return "+".join([*modifiers, name]) if name else ""


def _of_character(character: str) -> str:
    """Return Textual's name of a printable character; nothing for others."""
    if not character.isprintable():
        return ""
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)
