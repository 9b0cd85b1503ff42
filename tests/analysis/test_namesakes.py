"""Frames of two profiles are the same functions if they have one name."""

from __future__ import annotations

import numpy as np

from tests.ui.driving import profile_of
from tui.analysis.calltree import CallTree
from tui.analysis.namesakes import are_namesakes, is_namesake
from tui.session import Session

OLD = Session(profile_of(("main;serve;hash", 5), ("main;serve;serve;hash", 3)), title="old")
NEW = Session(
    profile_of(("idle", 1), ("main;serve;hash", 5), ("main;hash;serve", 2), ("main;serve;other", 1)), title=""
)


def frame(of: Session, name: str) -> int:
    return next(number for number in range(len(of.table)) if of.table.label(number) == name)


def stacks(tree: CallTree) -> list[np.ndarray]:
    return [tree.stack(row) for row in range(len(tree))]


def test_a_name_makes_the_function_whatever_its_number() -> None:
    assert frame(OLD, "hash") != frame(NEW, "hash")
    assert is_namesake(NEW.table, frame(NEW, "hash"), OLD.table, frame(OLD, "hash"))
    assert not is_namesake(NEW.table, frame(OLD, "hash"), OLD.table, frame(OLD, "hash"))


def test_the_root_is_the_root_alone() -> None:
    assert is_namesake(NEW.table, -1, OLD.table, -1)
    assert not is_namesake(NEW.table, 0, OLD.table, -1)
    assert not is_namesake(NEW.table, -1, OLD.table, 0)


def test_stacks_are_compared_frame_by_frame() -> None:
    same = {
        (tuple(map(OLD.table.label, old)), tuple(map(NEW.table.label, new)))
        for old in stacks(OLD.tree)
        for new in stacks(NEW.tree)
        if are_namesakes(NEW.table, new, OLD.table, old)
    }
    assert same == {(("main", "serve", "hash"),) * 2}


def test_within_one_table_the_numbers_tell() -> None:
    first, second = stacks(OLD.tree)
    assert are_namesakes(OLD.table, first, OLD.table, first)
    assert not are_namesakes(OLD.table, first, OLD.table, second)
