"""Which function a line belongs to, for records that know only files and lines.

The answer comes from the compiled code of the loaded modules: each function lists its own lines. A line that several
share goes to the innermost function with a name; comprehensions and lambdas only get lines that are theirs alone.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from types import CodeType, ModuleType

from tui.pprof.build import Frame


class LineIndex:
    """Names the functions of lines; a module is looked through when it is first asked about."""

    def __init__(self) -> None:
        """Begin without any module."""
        self._modules: dict[str, ModuleType] = {}
        self._functions: dict[str, dict[int, tuple[str, int]]] = {}

    def frame(self, file: str, line: int) -> Frame:
        """Return the frame of a line.

        Its function is the module itself if no function claims the line. Code made at run time, such as the
        constructor of a dataclass, has neither module nor file.
        """
        if file not in self._functions:
            self._functions[file] = self._look_through(file)
        module = self._modules.get(file)
        unclaimed = f"{module.__name__}.<module>" if module else "generated code"
        function, start_line = self._functions[file].get(line, (unclaimed, 1))
        return Frame(function, file, line, start_line)

    def _look_through(self, file: str) -> dict[int, tuple[str, int]]:
        """Return name and first line of the function at each line of a file."""
        if file not in self._modules:
            self._modules = {path: module for module in list(sys.modules.values()) if (path := _file_of(module))}
        lines: dict[int, tuple[str, int]] = {}
        module = self._modules.get(file)
        code = _code_of(module) if module else None
        if module is None or code is None:
            return lines
        for function in _functions_in(code):
            name = f"{module.__name__}.{function.co_qualname}"
            is_named = not function.co_name.startswith("<")
            for _, _, line in function.co_lines():
                # The line of a `def` is run by the function around it.
                if line is not None and (line not in lines or (is_named and line != function.co_firstlineno)):
                    lines[line] = name, function.co_firstlineno
        return lines


def _file_of(module: ModuleType) -> str | None:
    file = getattr(module, "__file__", None)
    return file if isinstance(file, str) else None


def _code_of(module: ModuleType) -> CodeType | None:
    """Return the compiled module, from where the import system keeps it; None if it cannot be had."""
    spec = module.__spec__
    get_code = getattr(spec.loader, "get_code", None) if spec else None
    if spec is None or get_code is None:
        return None
    try:
        code = get_code(spec.name)
    except (ImportError, OSError, SyntaxError):
        return None
    return code if isinstance(code, CodeType) else None


def _functions_in(code: CodeType) -> Iterator[CodeType]:
    """Yield the functions inside a piece of code, outer ones before inner ones."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            # The body of a class is code too, and no function.
            if constant.co_flags & inspect.CO_OPTIMIZED:
                yield constant
            yield from _functions_in(constant)
