"""Where the sources of Rust programs lie: the standard library of a toolchain, and cargo's registry."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tui.looking import matching

_STANDARD = re.compile(r"^/rustc/[^/]+/(?P<rest>.+)$")
_REGISTRY = re.compile(r"/registry/src/[^/]+/(?P<rest>.+)$")
_CHECKOUT = re.compile(r"/git/checkouts/(?P<rest>.+)$")


def rust_candidates(recorded: PurePosixPath) -> Iterator[Path]:
    """Yield where a file of the standard library or of a crate may be."""
    text = str(recorded)
    if standard := _STANDARD.match(text):
        home = Path(os.environ.get("RUSTUP_HOME") or Path.home() / ".rustup")
        for toolchain in (*sorted(matching(home, "toolchains/*"), reverse=True), Path("/usr")):
            yield toolchain / "lib/rustlib/src/rust" / standard["rest"]
    cargo = Path(os.environ.get("CARGO_HOME") or Path.home() / ".cargo")
    if crate := _REGISTRY.search(text):
        for index in sorted(matching(cargo, "registry/src/*")):
            yield index / crate["rest"]
    if checkout := _CHECKOUT.search(text):
        yield cargo / "git/checkouts" / checkout["rest"]
