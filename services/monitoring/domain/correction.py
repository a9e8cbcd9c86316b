"""Comparing what was recorded with what the facts give now: only differences become events.

A day's entries are kept from its first one up to the first difference; the rest of that day is
withdrawn and written anew, because the order inside a day counts. A new entry names the withdrawn
one about the same subject; others go to the first new entry of their kind, and when there is none
to ``EntriesWithdrawn``. An entry corrects only entries of its own day or later, so whoever reads
"as of a day" and takes this one in takes in what it withdraws.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

import msgspec

from services.monitoring.domain.entries import (
    ArrearsChanged,
    ChargeClaimed,
    EntriesWithdrawn,
    InstallmentPaid,
    LedgerEntry,
    MoneyAllocated,
    PlanChanged,
)

AnyEntry = LedgerEntry | ArrearsChanged
Numbered = AnyEntry | EntriesWithdrawn


def differences(
    recorded: Sequence[AnyEntry], derived: Sequence[AnyEntry]
) -> tuple[list[AnyEntry], list[AnyEntry]]:
    """(withdrawn, new): what no longer stands, and the drafts to be recorded."""
    if not recorded:
        return [], list(derived)
    before, after = _by_day(recorded), _by_day(derived)
    withdrawn: list[AnyEntry] = []
    new: list[AnyEntry] = []
    for day in sorted(before.keys() | after.keys()):
        old, now = before.get(day, []), after.get(day, [])
        same = 0
        while same < min(len(old), len(now)) and _alike(old[same], now[same]):
            same += 1
        withdrawn.extend(old[same:])
        new.extend(now[same:])
    return withdrawn, new


def _by_day(entries: Iterable[AnyEntry]) -> dict[date, list[AnyEntry]]:
    return {
        day: list(group) for day, group in groupby(entries, key=lambda entry: entry.effective_on)
    }


def _alike(recorded: AnyEntry, derived: AnyEntry) -> bool:
    if type(recorded) is not type(derived):
        return False
    bare = msgspec.structs.replace(recorded, entry=derived.entry, corrects=derived.corrects)
    if isinstance(bare, ArrearsChanged) and isinstance(derived, ArrearsChanged):
        bare = msgspec.structs.replace(
            bare,
            processed_on=derived.processed_on,
            cause_recorded_on=derived.cause_recorded_on,
        )
    if isinstance(bare, MoneyAllocated) and isinstance(derived, MoneyAllocated):
        if bare.received is None:  # stored before the payer was told
            bare = msgspec.structs.replace(
                bare,
                received=derived.received,
                payer_kind=derived.payer_kind,
                payer_id=derived.payer_id,
            )
        if bare.sources is None:  # stored before it was kept whose money was unapplied
            bare = msgspec.structs.replace(bare, sources=derived.sources)
    return bool(bare == derived)


def numbered(
    loan_id: str, last: int, withdrawn: Sequence[AnyEntry], new: Sequence[AnyEntry]
) -> tuple[Numbered, ...]:
    """The drafts with their numbers after ``last`` and what each one corrects."""
    corrects, leftover = _assign(withdrawn, new)
    result: list[Numbered] = []
    if leftover:
        last += 1
        result.append(
            EntriesWithdrawn(
                loan_id=loan_id,
                effective_on=min(entry.effective_on for entry in leftover),
                entry=last,
                corrects=tuple(sorted(entry.entry for entry in leftover)),
            )
        )
    for place, draft in enumerate(new):
        last += 1
        numbers = tuple(sorted(corrects[place])) if place in corrects else ()
        result.append(msgspec.structs.replace(draft, entry=last, corrects=numbers))
    return tuple(result)


def _assign(
    withdrawn: Sequence[AnyEntry], new: Sequence[AnyEntry]
) -> tuple[dict[int, list[int]], list[AnyEntry]]:
    """Which new entry (by place) corrects which numbers, and the withdrawn that none does."""
    if not withdrawn:
        return {}, []
    by_kind: dict[str, list[int]] = {}
    by_subject: dict[tuple[str, object], list[int]] = {}
    for place, draft in enumerate(new):
        by_kind.setdefault(draft.NAME, []).append(place)
        by_subject.setdefault((draft.NAME, _subject(draft)), []).append(place)
    corrects: dict[int, list[int]] = {}
    leftover: list[AnyEntry] = []
    for entry in withdrawn:
        same = by_subject.get((entry.NAME, _subject(entry)), [])
        candidates = (
            *same,
            *by_kind.get(entry.NAME, [])[:1],
        )  # the first of a kind is the earliest
        at = next((p for p in candidates if new[p].effective_on <= entry.effective_on), None)
        if at is None:
            leftover.append(entry)
        else:
            corrects.setdefault(at, []).append(entry.entry)
    return corrects, leftover


def _subject(entry: AnyEntry) -> object:
    match entry:
        case MoneyAllocated():
            return entry.receipt_id or entry.effective_on
        case ChargeClaimed():
            return entry.charge_id
        case PlanChanged():
            return entry.cause
        case InstallmentPaid():
            return entry.number
        case _:
            return entry.effective_on
