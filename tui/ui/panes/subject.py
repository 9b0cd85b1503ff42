"""What a pane is about, which is still the same when a newer profile comes."""

from __future__ import annotations

from dataclasses import dataclass

from tui.analysis.namesakes import NamedFrame
from tui.session import Session


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A function, and the sample type that its costs are of, by name: the profile need not be kept for it."""

    function: NamedFrame
    sample_type: tuple[int, str]
    """Its name; several may have one, then its column tells, and else that is -1."""

    @classmethod
    def of(cls, session: Session, index: int, frame: int) -> Subject:
        """Return what costs of a function, -1 for the root, are about."""
        types = [value_type.type for value_type in session.profile.sample_types]
        wanted = types[index] if types else ""
        column = index if types.count(wanted) > 1 else -1
        return cls(NamedFrame.of(session.table, frame), (column, wanted))

    def has_function_of(self, other: Subject | None) -> bool:
        """Say whether it is about the function of another, by name."""
        return other is not None and self.function.is_namesake(other.function)

    def is_still(self, other: Subject | None) -> bool:
        """Say whether it is about the function and the sample type of another."""
        return other is not None and self.has_function_of(other) and self.sample_type == other.sample_type
