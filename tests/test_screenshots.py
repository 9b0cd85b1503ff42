"""The pictures of the README are those that `screenshots/make.py` makes, and it can be run."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_picture_is_made_and_there_is_no_other() -> None:
    made = {picture.name for picture in runpy.run_path(str(ROOT / "screenshots" / "make.py"))["PICTURES"]}
    kept = {path.stem for path in (ROOT / "screenshots").glob("*.svg")}
    # Two are made in a way of their own.
    assert kept == made | {"difference", "server"}
    shown = set(re.findall(r"\(screenshots/([\w-]+)\.svg\)", (ROOT / "README.md").read_text()))
    assert shown <= kept
    assert shown
