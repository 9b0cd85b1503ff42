"""Frames of two profiles are the same functions if they have one name."""

from __future__ import annotations

import gc

import numpy as np

from tests.ui.driving import profile_of
from tui.analysis.calltree import CallTree
from tui.analysis.namesakes import NamedFrame, NamedStack
from tui.session import Session

OLD = Session(profile_of(("main;serve;hash", 5), ("main;serve;serve;hash", 3)), title="old")
NEW = Session(
    profile_of(("idle", 1), ("main;serve;hash", 5), ("main;hash;serve", 2), ("main;serve;other", 1)), title=""
)


def frame(of: Session, name: str) -> int:
    return next(number for number in range(len(of.table)) if of.table.label(number) == name)


def named(of: Session, number: int) -> NamedFrame:
    return NamedFrame.of(of.table, number)


def stacks(tree: CallTree) -> list[np.ndarray]:
    return [tree.stack(row) for row in range(len(tree))]


def test_a_name_makes_the_function_whatever_its_number() -> None:
    old, new = frame(OLD, "hash"), frame(NEW, "hash")
    assert old != new
    assert named(NEW, new).is_namesake(named(OLD, old))
    assert not named(NEW, old).is_namesake(named(OLD, old))


def test_the_root_is_the_root_alone() -> None:
    assert named(NEW, -1).is_namesake(named(OLD, -1))
    assert not named(NEW, 0).is_namesake(named(OLD, -1))
    assert not named(NEW, -1).is_namesake(named(OLD, 0))


def test_stacks_are_compared_frame_by_frame() -> None:
    same = {
        (tuple(map(OLD.table.label, old)), tuple(map(NEW.table.label, new)))
        for old in stacks(OLD.tree)
        for new in stacks(NEW.tree)
        if NamedStack.of(OLD.table, old).is_namesake(NEW.table, new)
    }
    assert same == {(("main", "serve", "hash"),) * 2}


def test_within_one_table_the_numbers_tell() -> None:
    first, second = stacks(OLD.tree)
    assert NamedStack.of(OLD.table, first).is_namesake(OLD.table, first)
    assert not NamedStack.of(OLD.table, first).is_namesake(OLD.table, second)
    assert named(OLD, 1).is_namesake(named(OLD, 1))
    assert not named(OLD, 0).is_namesake(named(OLD, 1))


def test_what_is_known_by_name_needs_no_profile() -> None:
    gone = Session(profile_of(("idle", 1), ("main;hash;serve", 2), ("main;serve;hash", 5)), title="gone")
    function = named(gone, frame(gone, "serve"))
    known, frames = [NamedStack.of(gone.table, stack) for stack in stacks(gone.tree)], gone.tree.frames
    del gone
    gc.collect()
    assert function.table() is None
    assert not any(np.shares_memory(stack.frames, frames) for stack in known)
    assert function.is_namesake(named(NEW, frame(NEW, "serve")))
    assert not function.is_namesake(named(NEW, frame(NEW, "hash")))
    assert [sum(stack.is_namesake(NEW.table, other) for other in stacks(NEW.tree)) for stack in known] == [1, 1, 1]
