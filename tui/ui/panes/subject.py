"""What a pane is about, which is still the same when a newer profile comes."""

from __future__ import annotations

from dataclasses import dataclass

from tui.analysis.namesakes import is_namesake
from tui.session import Session, ViewState


@dataclass(frozen=True, slots=True)
class Subject:
    """A function, and the sample type that its costs are of."""

    session: Session
    index: int
    frame: int
    """-1 for the root."""

    @classmethod
    def of(cls, session: Session, state: ViewState) -> Subject:
        """Return what is selected in a state."""
        return cls(session, state.index, state.frame)

    def has_function_of(self, other: Subject | None) -> bool:
        """Say whether it is about the function of another, by name."""
        if other is None:
            return False
        return is_namesake(self.session.table, self.frame, other.session.table, other.frame)

    def is_still(self, other: Subject | None) -> bool:
        """Say whether it is about the function and the sample type of another."""
        if other is None or not self.has_function_of(other):
            return False
        return self._sample_type == other._sample_type

    @property
    def _sample_type(self) -> tuple[int, str]:
        # Several types may have one name; then the column tells.
        types = [value_type.type for value_type in self.session.profile.sample_types]
        wanted = types[self.index] if types else ""
        return (self.index if types.count(wanted) > 1 else -1), wanted
