"""The file of settings, which is the user's: read, never changed; what is wrong in it is told and left out."""

from __future__ import annotations

import stat
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from tui.kept import LARGEST, short_path
from tui.text import clean
from tui.ui import keys
from tui.ui.files import settings_file
from tui.ui.keynames import named, spelled
from tui.ui.preferences import BESIDE, CHOICES, THEMES, Preferences, allowed

_NAMES = (*(name for name in CHOICES if name != "guest"), "minimap", "panes")
_ALWAYS = {"quit": ("ctrl+c", "ctrl+q"), "back": ("escape",)}
"""Keys that cannot be taken from an action, so that there is a way out whatever a file says."""
_PLACES = ("flame", "top", "peek", "source", "labels", "server")
"""Panes and lists that differ in their keys; the other panes have those of `peek`."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a file says, as far as it makes sense."""

    given: Mapping[str, object] = field(default_factory=dict)
    """Fields of `Preferences`."""
    keymap: Mapping[str, str] = field(default_factory=dict)
    """Keys by id, as Textual names them, with commas between alternatives."""
    remarks: tuple[str, ...] = ()
    """What is wrong with the file, a line each."""


def read_settings(path: Path | None = None) -> Settings:
    """Return the settings of a file, by default the user's; without one there is nothing to say."""
    path = path or settings_file()
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            return Settings(remarks=(f"{short_path(path)}: not read, since it is no file of at most 1 MB",))
        text = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as trouble:
        return Settings(remarks=(f"{short_path(path)}: not read: {trouble.strerror}",))
    # Imported only if there is a file: a start waits for it.
    import tomllib

    try:
        written = tomllib.loads(text.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        said = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else clean(str(error))
        return Settings(remarks=(f"{short_path(path)}: not read: {said}",))
    return _understood(written, short_path(path))


def _understood(written: Mapping[str, Any], path: str) -> Settings:
    given: dict[str, object] = {}
    remarks = []
    for name, value in written.items():
        if name == "keys":
            continue
        try:
            given[name] = allowed("" if name == "guest" else name, value)
        except ValueError as error:
            near = get_close_matches(name, _NAMES, 1)
            unknown = f"is no setting; {f'did you mean {near[0]}?' if near else 'there are ' + ', '.join(_NAMES)}"
            remarks.append(f"{path}: {clean(name)} {error if name in _NAMES else unknown}")
    keymap, wrong = _keymap(written.get("keys", {}))
    remarks += [f"{path}: {text}" for text in wrong]
    remarks += [f"{path}: [keys]: {text}" for text in _clashes(keymap)]
    return Settings(given, keymap, tuple(remarks))


def _keymap(written: object) -> tuple[dict[str, str], list[str]]:
    """Return the keys that make sense, by id, and what is wrong with the others."""
    if not isinstance(written, dict):
        return {}, ["keys must be a table: [keys]"]
    keymap, wrong = {}, []
    for key_id, pressed in _flat(written).items():
        if key_id not in keys.BY_ID:
            near = get_close_matches(key_id, keys.BY_ID, 1)
            hint = f"did you mean {near[0]}?" if near else "the example of the settings file lists all"
            wrong.append(f'[keys] "{clean(key_id)}" is no action; {hint}')
            continue
        names = [named(part) for part in _parts(pressed)] if isinstance(pressed, str) else [""]
        if not all(names):
            wrong.append(f'[keys] "{key_id}" must be keys such as "z", "ctrl+x" or "pagedown,f", in quotes')
            continue
        keymap[key_id] = ",".join(dict.fromkeys((*names, *_ALWAYS.get(key_id, ()))))
    return keymap, wrong


def _flat(written: Mapping[str, object], before: str = "") -> dict[str, object]:
    """Return ids that TOML took for tables, since they were written without quotes, as they are meant."""
    found: dict[str, object] = {}
    for name, value in written.items():
        found |= _flat(value, f"{before}{name}.") if isinstance(value, dict) else {before + name: value}
    return found


def _parts(pressed: str) -> list[str]:
    """Return the alternatives of `pagedown,f`; a comma alone is the key."""
    return [pressed] if pressed == "," else [part.strip() or part for part in pressed.split(",")]


def _clashes(keymap: Mapping[str, str]) -> list[str]:
    """Return which keys mean two things in one place, as far as the user's choice is why."""
    found: dict[str, None] = {}
    for place in _PLACES:
        taken: dict[str, list[str]] = defaultdict(list)
        here = keys.places(place)
        for key in keys.KEYS:
            if key.where in here:
                for pressed in keymap.get(key.id, key.keys).split(","):
                    taken[pressed].append(key.id)
        for pressed, ids in taken.items():
            # What a pane takes from the browser by the table of keys, it takes on purpose.
            chosen = [key_id for key_id in ids if pressed not in keys.BY_ID[key_id].keys.split(",")]
            if chosen and len(ids) > 1:
                found[f"{spelled(pressed)} cannot be {' and '.join(ids)} at once"] = None
    return list(found)


def example() -> str:
    """Return a file of settings that says what may be said, all of it commented out."""
    plain = Preferences()
    lines = [
        "# Settings of pprof-tui. Take the # away from what you want to change.",
        "# What is said here wins over what was chosen on the screen last time.",
        "",
        *_wrapped(f"# theme: {', '.join(THEMES)}"),
        '# theme = "textual-light"',
        "",
    ]
    for name in ("shape", "order", "colour", "layout"):
        lines += [f"# {name}: {', '.join(CHOICES[name])}", f'# {name} = "{getattr(plain, name)}"', ""]
    lines += [
        "# where in the whole flame graph a zoom stands: true, false",
        "# minimap = true",
        "",
        *_wrapped(f"# panes beside the flame graph of a wide screen, from top to bottom: {', '.join(BESIDE)}"),
        f"# panes = [{', '.join(f'{chr(34)}{pane}{chr(34)}' for pane in plain.panes)}]",
        "",
        "# Keys, by what they do. Alternatives stand between commas: characters, or names such as",
        "# enter, escape, space, tab, pagedown, home, up, f5, ctrl+x, comma.",
        "[keys]",
    ]
    for key in keys.KEYS:
        lines += [f"# {key.does}", f'# "{key.id}" = "{key.keys}"']
    return "\n".join(lines) + "\n"


def _wrapped(comment: str) -> list[str]:
    """Return a comment in lines of at most 100 characters."""
    import textwrap

    return textwrap.wrap(comment, 100, subsequent_indent="#   ", break_on_hyphens=False)
