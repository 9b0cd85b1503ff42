"""`-symbolize` on the command line, from the flag to the report."""

from __future__ import annotations

import pytest

from tests.symbolizing.conftest import Mill
from tui.cli import main


def said(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    assert not ended.value.code
    out, err = capfd.readouterr()
    return out, err


def test_names_come_without_a_flag(cpp_mill: Mill, capfd: pytest.CaptureFixture[str]) -> None:
    out, _ = said(capfd, "-top", str(cpp_mill.profile))
    assert "mill::churn (inline)" in out


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("fastlocal", "mill::Grinder::grind"),
        ("demangle=templates", "mill::churn<double> (inline)"),
        ("demangle=full", "double mill::churn<double>(double) (inline)"),
        ("demangle=none", "_ZN4mill5churnIdEET_S1_ (inline)"),
        ("none", "[mill]"),
    ],
)
def test_each_word_does_what_it_says(words: str, name: str, cpp_mill: Mill, capfd: pytest.CaptureFixture[str]) -> None:
    out, _ = said(capfd, "-top", f"-symbolize={words}", str(cpp_mill.profile))
    assert name in out


def test_what_means_nothing_is_remarked_on(cpp_mill: Mill, capfd: pytest.CaptureFixture[str]) -> None:
    out, err = said(capfd, "-top", "-symbolize=quickly", str(cpp_mill.profile))
    assert "ignoring unrecognized symbolization option: quickly" in err.splitlines()
    assert "mill::churn (inline)" in out


def test_the_binary_of_the_command_line_counts(cpp_mill: Mill, capfd: pytest.CaptureFixture[str]) -> None:
    # GIVEN a program that is none of the profile's
    out, _ = said(capfd, "-top", "/bin/sh", str(cpp_mill.profile))
    assert "mill::churn" not in out
    assert "File: sh" in out.splitlines()[0]
    # AND the right one
    out, _ = said(capfd, "-top", str(cpp_mill.program), str(cpp_mill.profile))
    assert "mill::churn (inline)" in out


def test_weblist_is_text(cpp_mill: Mill, capfd: pytest.CaptureFixture[str]) -> None:
    out, _ = said(capfd, "-weblist=grind", str(cpp_mill.profile))
    assert "ROUTINE ======================== mill::Grinder::grind in " in out
    assert "// HOT" not in out.splitlines()[0]
    assert any(";mill::churn mill.cpp:" in line for line in out.splitlines())
