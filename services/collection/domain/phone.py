"""The phone stages inside a case (B.3, COL-142): which call may name which stage after which.

The order, what may follow what and which stage gives the respite are the policy's (``phone``). No
stage is ever gone back to; only a new case begins anew, and that is the case's to say (``talks``).
"""

from __future__ import annotations

from services.kit.domain import Frozen
from services.kit.quantities import Source


class PhoneStage(Frozen, frozen=True, kw_only=True):
    """A stage. ``opens``: it may be a case's first; ``follows``: the stages after which it may come.

    ``done_by``: what holds it, a call or a plan that was proposed.
    """

    stage: str
    opens: bool = False
    follows: tuple[str, ...] = ()
    done_by: tuple[str, ...]
    source: Source


class PhoneCase(Frozen, frozen=True, kw_only=True):
    """The stages in their order; a call that names ``hands_over`` gives the respite of COL-16."""

    stages: tuple[PhoneStage, ...]
    hands_over: str
    source: Source

    def __post_init__(self) -> None:
        if not self.stages or not self.stages[0].opens:
            raise ValueError("phone.stages: the first one opens a case")
        for number, each in enumerate(self.stages):
            if unknown := sorted(set(each.follows) - set(self.names[:number])):
                raise ValueError(f"phone.stages {each.stage}: {unknown} is no earlier stage")
        if self.hands_over not in self.names[1:]:
            raise ValueError(f"phone.hands_over: {self.hands_over!r} is no later stage")

    @property
    def names(self) -> tuple[str, ...]:
        """The stages' names in their order."""
        return tuple(each.stage for each in self.stages)

    def place(self, stage: str | None) -> int:
        """The how manyth stage it is; none and unknown ones are before all others."""
        return self.names.index(stage) + 1 if stage in self.names else 0

    def held_by(self, what: str) -> set[str]:
        """The stages that are held by ``what``, too."""
        return {each.stage for each in self.stages if what in each.done_by}

    def may_follow(self, stage: str, before: str | None, held: set[str]) -> bool:
        """Whether a call may be at ``stage``: first, again, after what it follows, or, where that was
        ``held`` otherwise than by a call, after that."""
        row = self.stages[self.names.index(stage)]
        if before == stage or before in row.follows or (before is None and row.opens):
            return True
        return self.place(before) < self.place(stage) and bool(held & set(row.follows))

    def unnamed(self, before: str | None) -> str:
        """The stage of a call that names none: the next one, but for one that hands over.

        That one is said to the debtor, and so by the officer who enters it.
        """
        rest = self.stages[self.place(before) :]
        if rest and (before is None or rest[0].stage != self.hands_over):
            return rest[0].stage
        return before or self.stages[0].stage
