"""What follows from all that is known by a day: payments, recourse, clocks, releases, alarms.

It is worked out anew each time and compared with the entries that stand: so a payment that comes
late or is reversed, or an act in time that is known late, corrects what was concluded without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from contracts.receipts import Applied
from services.guarantee.domain.alarms import alarms
from services.guarantee.domain.entries import (
    AlarmRaised,
    AnyEntry,
    ClockSet,
    CollateralRetold,
    EntriesWithdrawn,
    FreeAgain,
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
from services.guarantee.domain.payments import paid_by, payments, receipts
from services.guarantee.domain.period import UNNUMBERED, course
from services.guarantee.domain.recourse import contributions
from services.guarantee.domain.release import (
    collateral_ends,
    guarantor_ends,
    paid_in_full_on,
)
from services.guarantee.domain.state import SecurityFile
from services.guarantee.domain.told import free_again, retold, stands_again
from services.guarantee.policy import GuaranteeBook
from services.kit.domain import changed

Concluded = AnyEntry | AlarmRaised | StandsAgain | FreeAgain | CollateralRetold


def judge(
    file: SecurityFile,
    policies: GuaranteeBook,
    as_of: date,
    before: SecurityFile | None = None,
) -> tuple[Concluded, ...]:
    """The entries that are new on ``as_of``, then what others are told anew, then alarms.

    ``before``: what was known without the act or fact that is judged now; None for a day's end.
    """
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
    for standing in tuple(stands_again(before or file, after, last)):
        events.append(standing)
        after = evolve(after, standing)
    events.extend(free_again(after))
    events.extend(retold(after, last))
    events.extend(alarms(after, last))
    return tuple(events)


def _drafts(file: SecurityFile, policies: GuaranteeBook, last: date) -> Iterator[Judged]:
    for noted in receipts(file):
        if noted.effective_on <= last and noted.payer_id not in file.guarantors:
            yield _unassigned(file, noted)
    for day, paid in payments(file):
        if day <= last and paid.payer_id in file.guarantors:
            yield from _payment(file, day, paid)
    ours = file.sold_on(last) or last  # from the day of a sale on the clocks are the buyer's
    for one in file.guarantors.values():
        ran = course(file, one, policies, ours)
        ends = list(guarantor_ends(file, one, ran.expired_on, last))
        over = ends[-1].effective_on if ends and isinstance(ends[-1], GuaranteeReleased) else None
        readings: list[ClockSet] = list(ran.readings)
        if ran.secured is not None:
            readings.extend(clocks(file, one, policies, ran.secured, ours))
        yield from (r for r in readings if over is None or r.effective_on < over)
        yield from ends
    yield from collateral_ends(file, last)


def _unassigned(file: SecurityFile, noted: BalanceNoted) -> PaymentUnassigned:
    """Money that came from a guarantor whom we don't know, whatever it paid."""
    received = noted.received
    return PaymentUnassigned(
        loan_id=noted.loan_id,
        effective_on=noted.effective_on,
        entry=UNNUMBERED,
        receipt_id=noted.receipt_id or "",
        amount=received or file.money(0),
        payer_id=noted.payer_id,
    )


def _payment(file: SecurityFile, day: date, paid: Applied) -> Iterator[Judged]:
    """What a guarantor's money paid of the debt on a day, and the recourse that it gives him.

    He has recourse for what he paid of the debt (GUA-28): of money over it only for what pays
    something, from the day on which it does.
    """
    one = file.guarantors[paid.payer_id or ""]
    name, total = one.registered.guarantor_id, _total(file, day, paid)
    common = {"loan_id": one.registered.loan_id, "effective_on": day, "entry": UNNUMBERED}
    yield GuarantorPaid(
        **common,  # type: ignore[arg-type]
        guarantor_id=name,
        receipt_id=paid.receipt_id,
        amount=file.money(paid.paid.total),
        in_full=paid_in_full_on(file, one) == day and total == paid_by(file, name, day),
        total=file.money(total),
    )
    yield RecourseRightRecorded(
        **common,  # type: ignore[arg-type]
        guarantor_id=name,
        receipt_id=paid.receipt_id,
        debtor_id=file.obligor_id,
        amount=file.money(paid.paid.total),
        total=file.money(total),
        contributions=contributions(file, one, day),
    )


def _total(file: SecurityFile, day: date, paid: Applied) -> int:
    """What this guarantor paid up to this receipt."""
    total = 0
    for on, each in payments(file):
        if each.payer_id == paid.payer_id:
            total += each.paid.total
        if (on, each.receipt_id) == (day, paid.receipt_id):
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
