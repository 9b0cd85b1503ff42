"""What kind of code a function is: the program's own, a library's, the language's runtime, or the system's.

A profile does not say, so names and paths decide:
- system: the kernel, the vdso, system calls, and the C library;
- runtime: the scheduler, allocator and garbage collector that come with the language;
- library: the standard library and what a package manager brought: module caches, `vendor`, `site-packages`,
  `node_modules`, a cargo registry, `/usr/include`;
- own: all else that has a name. Of a Go program that tells its paths without a root (`-trimpath`), own is the package
  main with the module that its file stands in, or if that cannot be told, what the binary is named after.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from tui.analysis.chips import Chip
from tui.analysis.frames import FrameTable
from tui.analysis.names import go_package
from tui.analysis.regex import escaped
from tui.pprof.arrays import Int64Array
from tui.pprof.profile import Profile


class Kind(IntEnum):
    """What kind of code a function is."""

    UNKNOWN = 0
    OWN = 1
    LIBRARY = 2
    RUNTIME = 3
    SYSTEM = 4


_SYSTEM_NAME = re.compile(
    r"^(syscall\.|internal/runtime/syscall|golang\.org/x/sys/|runtime/internal/syscall|__GI_|__libc_|_?_?vdso_"
    r"|entry_SYSCALL|do_syscall|__x64_sys|asm_exc_)"
)
_SYSTEM_FILE = re.compile(
    r"\[kernel|\[vdso\]|\[vsyscall\]|(^|/)(libc|libpthread|ld-linux|ld|libm)[-.\w]*\.so|vmlinux|\.ko$"
)
_RUNTIME_NAME = re.compile(
    r"^(runtime\.|runtime/internal/|internal/runtime/|internal/bytealg\.|gcWriteBarrier|\(garbage collector\)"
    r"|\(program\)|\(idle\)|\(root\)|GC |G1|VMThread|JVM_|__rust_|core::rt::|std::rt::|v8::internal::|node::|_PyEval"
    r"|PyEval_|gc_collect|malloc$|free$|calloc$|realloc$|operator new|operator delete|tc_|je_|mi_)"
)
_LIBRARY_FILE = re.compile(
    r"/pkg/mod/|@v\d|/vendor/|^vendor/|/site-packages/|/dist-packages/|/lib/python\d|<frozen |/node_modules/|^node:"
    r"|^internal/|^/rustc/|/\.?cargo/registry/|/rust/library/|^/usr/include/|^/usr/lib/|/jre/|^java/|^jdk/"
)
_LIBRARY_NAME = re.compile(
    r"^(<?&?(std|core|alloc|boost|__gnu_cxx|absl|folly)::|java\.|javax\.|jdk\.|sun\.|kotlin\.|scala\.)"
)


@dataclass(frozen=True, slots=True)
class _Go:
    """What of a Go program is its own."""

    root: str
    """Where the standard library is; empty if paths tell no root, or if it is no Go program."""
    module: str
    """Beginning of the import paths that are the program's own; empty if only `main` is known to be."""

    @classmethod
    def of(cls, profile: Profile, names: list[str], files: list[str]) -> _Go | None:
        """Find out from the functions of a profile; None if it is no Go program."""
        rooted = next(
            (file for name, file in zip(names, files, strict=True) if name.startswith("runtime.") and file), ""
        )
        if not rooted.endswith(".go") and not rooted.endswith(".s"):
            return None
        root = rooted.rpartition("runtime/")[0]
        main = next((file for name, file in zip(names, files, strict=True) if name.startswith("main.") and file), "")
        if root:
            return cls(root, "")
        folder = main.rpartition("/")[0]
        if not folder:
            binary = profile.binary
            modules = sorted({"/".join(go_package(name).split("/")[:3]) for name in names if "." in name.split("/")[0]})
            folder = next((module for module in modules if module.endswith(f"/{binary}")), "")
        parts = folder.split("/")
        # A module of a forge is named by host, owner and name; others by their first name.
        return cls("", "/".join(parts[:3] if "." in parts[0] else parts[:1]))

    def kind(self, name: str, file: str) -> Kind:
        """Return the kind of a function that is neither the system's nor the runtime's."""
        package = go_package(name)
        if package == "main" or (self.module and (package == self.module or package.startswith(f"{self.module}/"))):
            return Kind.OWN
        if self.root:
            foreign = file.startswith(self.root) or _LIBRARY_FILE.search(file)
            return Kind.LIBRARY if foreign else Kind.OWN
        return Kind.LIBRARY


def _of_functions(profile: Profile) -> Int64Array:
    """int64[n_functions]: the `Kind` of each function."""
    text, functions = profile.strings.text, profile.functions
    names = [text[row] for row in functions.name.tolist()]
    files = [text[row] for row in functions.filename.tolist()]
    go = _Go.of(profile, names, files)
    return np.array([_kind(name, file, go) for name, file in zip(names, files, strict=True)], np.int64)


def kinds(profile: Profile, table: FrameTable) -> Int64Array:
    """int64[n_frames]: the `Kind` of each frame."""
    text, of_function, rows = profile.strings.text, _of_functions(profile), table.of_function
    found = np.full(len(table), Kind.UNKNOWN, np.int64)
    known = rows >= 0
    if known.any():
        found[known] = of_function[rows[known]]
    for frame in np.flatnonzero(~known).tolist():
        binary = text[int(table.objfile[frame])]
        found[frame] = Kind.SYSTEM if _SYSTEM_FILE.search(binary) else Kind.LIBRARY if ".so" in binary else Kind.UNKNOWN
    return found


def _kind(name: str, file: str, go: _Go | None) -> Kind:
    if _SYSTEM_NAME.search(name) or _SYSTEM_FILE.search(file):
        return Kind.SYSTEM
    if _RUNTIME_NAME.search(name):
        return Kind.RUNTIME
    if go is not None:
        bare = "." not in name
        return Kind.RUNTIME if bare else go.kind(name, file)
    if _LIBRARY_FILE.search(file) or _LIBRARY_NAME.search(name):
        return Kind.LIBRARY
    return Kind.OWN if name and (file or "::" in name or "." in name) else Kind.LIBRARY if name else Kind.UNKNOWN


def project_chip(profile: Profile) -> Chip | None:
    """Return the filter that shows the program's own functions alone; None if none is known to be its own.

    Of a Go program it names packages, of others the folders of source files, else the functions themselves.
    """
    own = [profile.function(row) for row in np.flatnonzero(_of_functions(profile) == Kind.OWN).tolist()]
    if not own:
        return None
    packages = sorted({go_package(function.name) for function in own if function.filename.endswith((".go", ".s"))})
    if packages:
        return Chip("show", f"^({'|'.join(map(escaped, packages))})\\.")
    folders = sorted({function.filename.rpartition("/")[0] for function in own if "/" in function.filename})
    if folders:
        return Chip("show", f"^({'|'.join(map(escaped, folders))})/[^/]*$")
    return Chip("show", f"^({'|'.join(sorted(escaped(function.name) for function in own))})$")
