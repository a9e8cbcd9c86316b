"""What follows from all that is known by a day: payments, recourse, clocks, releases, alarms.

It is worked out anew each time and compared with the entries that stand: so a payment that comes
late or is reversed, or an act in time that is known late, corrects what was concluded without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from services.guarantee.domain.alarms import alarms
from services.guarantee.domain.entries import (
    AlarmRaised,
    AnyEntry,
    ClockSet,
    EntriesWithdrawn,
    GuaranteeReinstated,
    GuaranteeReleased,
    GuarantorPaid,
    Judged,
    PaymentUnassigned,
    RecourseRightRecorded,
    StandsAgain,
)
from services.guarantee.domain.evolution import evolve
from services.guarantee.domain.facts import BalanceNoted
from services.guarantee.domain.limitation import clocks
from services.guarantee.domain.period import UNNUMBERED, course
from services.guarantee.domain.recourse import contributions
from services.guarantee.domain.release import (
    collateral_ends,
    guarantor_ends,
    paid_in_full_on,
)
from services.guarantee.domain.state import SecurityFile
from services.guarantee.policy import GuaranteeBook
from services.kit.domain import changed

Concluded = AnyEntry | AlarmRaised | StandsAgain


def judge(file: SecurityFile, policies: GuaranteeBook, as_of: date) -> tuple[Concluded, ...]:
    """The entries that are new on ``as_of``, then alarms."""
    if file.taken is None or not (file.guarantors or file.collateral or file.live):
        return ()
    last = max(as_of, file.judged_to)
    drafts = list(_drafts(file, policies, last))
    events: list[Concluded] = []
    for number, entry in enumerate(_differences(file.live, drafts), file.entries + 1):
        events.append(changed(entry, entry=number))
    after = file
    for event in events:
        after = evolve(after, event)
    events.extend(_stands_again(file, after, last))
    events.extend(alarms(after, last))
    return tuple(events)


def _drafts(file: SecurityFile, policies: GuaranteeBook, last: date) -> Iterator[Judged]:
    for paid in file.payments():
        if paid.effective_on <= last:
            yield from _payment(file, paid)
    for one in file.guarantors.values():
        ran = course(file, one, policies, last)
        ends = list(guarantor_ends(file, one, ran.expired_on, last))
        over = ends[-1].effective_on if ends and isinstance(ends[-1], GuaranteeReleased) else None
        readings: list[ClockSet] = list(ran.readings)
        if ran.secured is not None:
            readings.extend(clocks(file, one, policies, ran.secured, last))
        yield from (r for r in readings if over is None or r.effective_on < over)
        yield from ends
    yield from collateral_ends(file, last)


def _payment(file: SecurityFile, paid: BalanceNoted) -> Iterator[Judged]:
    """One receipt of a guarantor's money, and the recourse that it gives him."""
    received, receipt, day = paid.received, paid.receipt_id, paid.effective_on
    if file.taken is None or received is None or receipt is None:
        return
    one = file.guarantors.get(paid.payer_id or "")
    common = {"loan_id": file.taken.loan_id, "effective_on": day, "entry": UNNUMBERED}
    if one is None:
        yield PaymentUnassigned(
            **common,  # type: ignore[arg-type]
            receipt_id=receipt,
            amount=received,
            payer_id=paid.payer_id,
        )
        return
    name, total = one.registered.guarantor_id, _total(file, paid)
    yield GuarantorPaid(
        **common,  # type: ignore[arg-type]
        guarantor_id=name,
        receipt_id=receipt,
        amount=received,
        in_full=paid_in_full_on(file, one) == day and total == file.taken_money(name, day),
        total=file.money(total),
    )
    yield RecourseRightRecorded(
        **common,  # type: ignore[arg-type]
        guarantor_id=name,
        receipt_id=receipt,
        debtor_id=file.obligor_id,
        amount=received,
        total=file.money(total),
        contributions=contributions(file, one, day),
    )


def _total(file: SecurityFile, paid: BalanceNoted) -> int:
    """What this guarantor paid up to this receipt."""
    total = 0
    for each in file.payments():
        if each.payer_id == paid.payer_id and each.received is not None:
            total += each.received.minor
        if each == paid:
            break
    return total


def _differences(recorded: Sequence[Judged], drafts: Sequence[Judged]) -> list[AnyEntry]:
    """New entries in order of days; the first that is about the same takes an old one's place."""
    said = {changed(each, entry=UNNUMBERED): each for each in recorded}
    wanted = set(drafts)
    gone = [each for bare, each in said.items() if bare not in wanted]
    found: list[AnyEntry] = []
    for draft in sorted(wanted - set(said), key=lambda each: (each.effective_on, _key(each))):
        old = next((each for each in gone if _key(each) == _key(draft)), None)
        if old is not None:
            gone.remove(old)
        found.append(changed(draft, corrects=() if old is None else (old.entry,)))
    if gone:
        withdrawn = EntriesWithdrawn(
            loan_id=gone[0].loan_id,
            effective_on=min(each.effective_on for each in gone),
            entry=UNNUMBERED,
            corrects=tuple(sorted(each.entry for each in gone)),
        )
        found.insert(0, withdrawn)
    return found


def _key(entry: Judged) -> tuple[str, ...]:
    names = ("guarantor_id", "collateral_id", "receipt_id", "clock", "state")
    return (entry.NAME, *(str(getattr(entry, name, "")) for name in names))


def _stands_again(before: SecurityFile, after: SecurityFile, day: date) -> Iterator[StandsAgain]:
    """Others were told of a release that is none: they are told that he stands."""
    reopened = {each.guarantor_id for each in after.entries_of(GuaranteeReinstated)}
    for name, one in after.guarantors.items():
        was = before.released_on(name, date.max)
        if was is not None and after.released_on(name, date.max) is None and name not in reopened:
            yield StandsAgain(
                loan_id=one.registered.loan_id,
                effective_on=day,
                guarantor_id=name,
                kind=one.registered.kind,
            )
