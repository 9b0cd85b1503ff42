"""Hands a source file to the user's editor, and the terminal with it.

The editor is what `$VISUAL` or `$EDITOR` says, split into words as a shell splits them, but never given to one: a path
comes from a profile, and must stay one word. Only programs on absolute folders of `$PATH` are run, so that none is
taken from the folder that happens to be worked in.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import stat
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from textual.app import App, SuspendNotSupported

from tui.errors import BadOption, FileTrouble, ProfileError

_FILE_COLON_LINE = frozenset({"hx", "helix", "subl", "zed", "zeditor"})
_GOTO = frozenset({"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"})
_LINE_OPTION = frozenset({"kate", "idea", "goland", "pycharm", "clion", "webstorm", "rustrover", "mate"})
_DASHES = frozenset({"vi", "vim", "nvim", "gvim", "mvim", "view", "nvi", "vim.basic", "vim.tiny", "vim.nox", "vimx"})
"""Editors by name of their program, and how they are told a line; all others take `+LINE FILE`."""


def editor_words(environ: Mapping[str, str]) -> list[str]:
    """Return the user's editor as words, the program with its whole path.

    Raises:
        BadOption: there is none, or it cannot be run.
    """
    name = "VISUAL" if environ.get("VISUAL", "").strip() else "EDITOR"
    text = environ.get(name, "").strip()
    if not text:
        raise BadOption("no editor is set", remedy="Say export EDITOR=vi in the shell, or which one you like.")
    try:
        program, *arguments = shlex.split(text)
    except ValueError as error:
        raise BadOption(f"${name} makes no sense: {text}: {error}") from None
    folders = [folder for folder in environ.get("PATH", os.defpath).split(os.pathsep) if os.path.isabs(folder)]
    found = shutil.which(program, path=os.pathsep.join(folders)) if program else None
    if found is None or not os.path.isabs(found):
        raise BadOption(f"${name} is {text}, and there is no program {program} on $PATH")
    return [found, *arguments]


def edit_command(words: Sequence[str], path: Path, line: int) -> list[str]:
    """Return the command that opens a file at a line.

    Args:
        words: the editor, as `editor_words` returns it.
        path: an absolute path, so that no editor takes it for an option or a command.
        line: from 1; 0 if unknown.

    Raises:
        FileTrouble: it is no file to be edited.
    """
    file = str(path)
    try:
        regular = stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError) as trouble:
        raise FileTrouble(getattr(trouble, "strerror", None) or str(trouble), where=file) from None
    if not regular or not path.is_absolute():
        raise FileTrouble("not a regular file" if path.is_absolute() else "not an absolute path", where=file)
    editor = os.path.basename(words[0])
    if not line:
        return [*words, file]
    if editor in _FILE_COLON_LINE:
        return [*words, f"{file}:{line}"]
    if editor in _GOTO:
        return [*words, "-g", f"{file}:{line}"]
    if editor in _LINE_OPTION:
        return [*words, "--line", str(line), file]
    return [*words, f"+{line}", *(["--"] if editor in _DASHES else []), file]


def edit(app: App[None], command: Sequence[str]) -> str:
    """Run an editor in the terminal, and return what to say of it when it has ended.

    Args:
        app: gives its terminal away meanwhile.
        command: as `edit_command` returns it.

    Raises:
        ProfileError: the terminal cannot be lent, or the editor not be run.
    """
    editor = os.path.basename(command[0])
    try:
        with app.suspend():
            status = _run(command)
    except SuspendNotSupported:
        raise ProfileError("this terminal cannot be lent to an editor") from None
    except OSError as trouble:
        raise ProfileError(f"{editor} cannot be run: {trouble.strerror}") from None
    if status < 0:
        return f"{editor} was ended by {signal.Signals(-status).name}"
    return f"{editor} ended with status {status}" if status else ""


def _run(command: Sequence[str]) -> int:
    """Run a program to its end as a shell does: an interrupt typed into it is none of ours, an order to end is both's.

    Raises:
        OSError: it cannot be run.
    """
    with subprocess.Popen(command) as child:
        ordered: list[int] = []

        def pass_on(number: int, _frame: FrameType | None) -> None:
            ordered.append(number)
            child.send_signal(number)

        # The event loop would hear of a signal when it runs again, so it is not told of any.
        told = signal.set_wakeup_fd(-1)
        handlers = {signal.SIGINT: _nothing, signal.SIGQUIT: _nothing, signal.SIGTERM: pass_on, signal.SIGHUP: pass_on}
        before = {number: signal.getsignal(number) for number in handlers}
        for number, handler in handlers.items():
            if before[number] is not signal.SIG_IGN:
                signal.signal(number, handler)
        try:
            status = child.wait()
        finally:
            for number, handler_before in before.items():
                signal.signal(number, handler_before)
            signal.set_wakeup_fd(told)
    for order in ordered:
        os.kill(os.getpid(), order)
    return status


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Let a signal pass; ignored outright, it would be ignored by the editor as well."""
