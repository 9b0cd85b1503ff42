from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from tui.symbols.rust import rust_candidates


def test_the_standard_library_and_crates_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUSTUP_HOME", str(tmp_path / "rustup"))
    monkeypatch.setenv("CARGO_HOME", str(tmp_path / "cargo"))
    standard = tmp_path / "rustup/toolchains/stable/lib/rustlib/src/rust/library/core/src/fmt/mod.rs"
    crate = tmp_path / "cargo/registry/src/index-1/serde-1.0.2/src/lib.rs"
    for file in (standard, crate):
        file.parent.mkdir(parents=True)
        file.touch()
    assert standard in list(rust_candidates(PurePosixPath("/rustc/0123abcd/library/core/src/fmt/mod.rs")))
    recorded = PurePosixPath("/home/ci/.cargo/registry/src/another-index/serde-1.0.2/src/lib.rs")
    assert crate in list(rust_candidates(recorded))
    assert list(rust_candidates(PurePosixPath("/srv/app/main.rs"))) == []
