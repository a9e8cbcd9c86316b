"""What a walk found against what is recorded: only differences become events.

An entry that still says the same stays. One that no longer holds is withdrawn by the first new
entry of its kind for that loan, or, when nothing takes its place, by ``ClassesWithdrawn``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import TypeVar

from msgspec.structs import replace

from services.classification.domain.annex import CureMark
from services.classification.domain.decisions import (
    AnyCure,
    AnyObservation,
    ClassesWithdrawn,
    CureLapsed,
    LoanClassified,
    LoanRevitalised,
    ObservationBroken,
    ObservationCompleted,
    ObservationStarted,
)
from services.classification.domain.drafts import UNNUMBERED, Cause, Draft
from services.classification.domain.outcome import says
from services.classification.domain.state import LoanFile, Mark, Obligor
from services.classification.domain.tier_events import (
    AnyTierEvent,
    FourTierChanged,
    FourTierWithdrawn,
)

Row = LoanClassified | Mark | CureMark | FourTierChanged
Difference = LoanClassified | AnyObservation | AnyCure | AnyTierEvent | ClassesWithdrawn
Recorded = TypeVar("Recorded", LoanClassified, Mark, CureMark, FourTierChanged)
CURES = (LoanRevitalised, CureLapsed)
OBSERVED = (ObservationStarted, ObservationBroken, ObservationCompleted)
ORDER: tuple[tuple[type[Difference], ...], ...] = (
    (ClassesWithdrawn, FourTierWithdrawn),
    (*OBSERVED, *CURES),
    (LoanClassified,),
    (FourTierChanged,),
)
Drafted = TypeVar("Drafted", bound=Draft)


def differences(
    obligor: Obligor, drafts: Sequence[Draft], first: date, cause: Cause
) -> list[Difference]:
    """Numbered entries that turn the record from ``first`` on into what ``drafts`` say."""
    found: list[Difference] = []
    for file in obligor.files():
        mine = [draft for draft in drafts if draft.loan_id == file.loan_id]
        if mine or _touched(file, first):
            found.extend(_of_loan(file, mine, first, cause))
    found.sort(key=lambda entry: (entry.effective_on, entry.loan_id, _rank(entry)))
    start = obligor.entries + 1
    return [replace(entry, entry=number) for number, entry in enumerate(found, start)]


def _touched(file: LoanFile, first: date) -> bool:
    """Something is recorded from ``first`` on, so it may have to be withdrawn."""
    return bool(
        (file.classes and file.classes[-1].effective_on >= first)
        or (file.marks and file.marks[-1].effective_on >= first)
        or (file.tiers and file.tiers[-1].effective_on >= first)
        or (file.annex.cures and file.annex.cures[-1].effective_on >= first)
    )


def _of_loan(
    file: LoanFile, drafts: Sequence[Draft], first: date, cause: Cause
) -> list[Difference]:
    left: list[Row] = []
    news: list[Difference] = []

    def compare(
        recorded: Sequence[Recorded],
        drafted: Sequence[Drafted],
        recorded_says: Callable[[Recorded], Hashable],
        draft_says: Callable[[Drafted], Hashable],
    ) -> None:
        gone, new = _compared(recorded, drafted, first, recorded_says, draft_says)
        if new:
            new[0] = replace(new[0], corrects=_numbers(gone))
        else:
            left.extend(gone)
        news.extend(new)

    observed = [each for each in drafts if isinstance(each, OBSERVED)]
    cured = [each for each in drafts if isinstance(each, CURES)]
    tiered = [each for each in drafts if isinstance(each, FourTierChanged)]
    judged = [each for each in drafts if isinstance(each, LoanClassified)]
    compare(file.marks, observed, _marks, _observes)
    compare(file.annex.cures, cured, _cures, _cured)
    compare(file.tiers, tiered, _tiers, _tiers)
    compare(file.classes, judged, says, says)
    tiers = [row for row in left if isinstance(row, FourTierChanged)]
    classes = [row for row in left if not isinstance(row, FourTierChanged)]
    return [
        *_withdrawn(ClassesWithdrawn, file.loan_id, classes, cause),
        *_withdrawn(FourTierWithdrawn, file.loan_id, tiers, cause),
        *news,
    ]


def _withdrawn(
    shape: type[ClassesWithdrawn] | type[FourTierWithdrawn],
    loan_id: str,
    rows: Sequence[Row],
    cause: Cause,
) -> list[Difference]:
    """The rows have nothing in their place."""
    if not rows:
        return []
    return [
        shape(
            loan_id=loan_id,
            effective_on=min(row.effective_on for row in rows),
            entry=UNNUMBERED,
            corrects=_numbers(rows),
            processed_on=cause.processed_on,
            cause_recorded_on=cause.recorded_on,
        )
    ]


def _compared(
    recorded: Sequence[Recorded],
    drafts: Sequence[Drafted],
    first: date,
    recorded_says: Callable[[Recorded], Hashable],
    draft_says: Callable[[Drafted], Hashable],
) -> tuple[list[Recorded], list[Drafted]]:
    """Recorded rows from ``first`` on that no draft repeats, and drafts that no row repeats."""
    rows = {recorded_says(row): row for row in recorded if row.effective_on >= first}
    news = {draft_says(draft): draft for draft in drafts}
    gone = [row for words, row in rows.items() if words not in news]
    return gone, [draft for words, draft in news.items() if words not in rows]


def _numbers(rows: Sequence[Row]) -> tuple[int, ...]:
    return tuple(sorted(row.entry for row in rows))


def _rank(entry: Difference) -> int:
    """Within a day: what no longer holds, then observations, then classes, then tiers."""
    return next(place for place, kinds in enumerate(ORDER) if isinstance(entry, kinds))


# -- what an entry says: the edition, too, for it is another one when it came after the day was judged


def _tiers(row: FourTierChanged) -> tuple[object, ...]:
    return row.effective_on, row.policy_id, row.tier, row.previous_tier, row.reason


def _marks(mark: Mark) -> tuple[object, ...]:
    return mark.effective_on, mark.policy_id, mark.kind, mark.reason, mark.watch


def _observes(draft: AnyObservation) -> tuple[object, ...]:
    return draft.effective_on, draft.policy_id, draft.KIND, draft.reason, draft.watch


def _cures(mark: CureMark) -> tuple[object, ...]:
    return mark.effective_on, mark.policy_id, mark.kind, mark.tested_on, mark.reason


def _cured(draft: AnyCure) -> tuple[object, ...]:
    return draft.effective_on, draft.policy_id, draft.KIND, draft.tested_on, draft.reason
