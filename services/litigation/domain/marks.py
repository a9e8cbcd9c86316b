"""What touches the clocks of limitation: due dates, demands, payments, acknowledgements, suits, judgments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.kit.clocks import Kind, Mark
from services.kit.domain import changed
from services.litigation.domain.court import EnforcementApplied, JudgmentEffective
from services.litigation.domain.deeds import DebtAcknowledged, LetterSent, ObstacleRecorded
from services.litigation.domain.effect import binds, is_enforceable, judgment_of, performed_by
from services.litigation.domain.facts import (
    LoanReopenedNoted,
    LoanSettledNoted,
    PaymentNoted,
    PlanNoted,
)
from services.litigation.domain.neighbours import AgreementNoted, DemandNoted, TransferNoticeNoted
from services.litigation.domain.outcomes import ClaimDeclared, MediationClosed
from services.litigation.domain.state import Case
from services.litigation.domain.suits import pending, suit_on

NEW_PERIOD = "LM-02"
INTERRUPTED = "LM-05"
SUIT = "suit "


def marks(case: Case, clock: str, until: date) -> list[Mark]:
    """What touches a clock, by what counts on ``until``; nothing after the claim is over."""
    made = list(_claim_marks(case, until) if clock == "claim" else _enforcement_marks(case, until))
    over = list(_ends(case, until))
    last = min((mark.on for mark in over), default=date.max)
    return [*(mark for mark in made if mark.on <= last), *over]


def _ends(case: Case, until: date) -> Iterator[Mark]:
    """What ended the claim for good or while nothing is owed again (B.5, DIS-19)."""
    settled = case.last_of(LoanSettledNoted, until)
    reopened = case.last_of(LoanReopenedNoted, until)
    if settled and (reopened is None or reopened.effective_on < settled.effective_on):
        yield Mark("stop", settled.effective_on, "B.5: settled")
    remitted = case.remission_by(until)
    if remitted is not None:
        yield Mark("stop", remitted.effective_on, "DIS-19: remitted")


def _claim_marks(case: Case, until: date) -> Iterator[Mark]:
    begun = list(beginnings(case, until))
    held = list(_suits(case, begun, until))
    for mark in begun:
        if not any(filed < mark.on <= (ended or date.max) for _, filed, ended in held):
            yield mark
    first = min((mark.on for mark in begun if mark.kind == "start"), default=date.max)
    yield from (paid for paid in _payments(case, until, first) if _runs_before(begun, paid.on))
    yield from _acts_of_parties(case, until)
    for why, filed, ended in held:
        if ended == filed:
            yield Mark("interrupt", filed, why)
            continue
        yield Mark("stop", filed, why)
        if ended is not None and all(ended != again for _, again, _ in held):
            yield Mark("anew", ended, why)


def _suits(case: Case, begun: list[Mark], until: date) -> Iterator[tuple[str, date, date | None]]:
    """Suits against the debtor that hold the clock: why, from when, and until they came to nothing.

    From that day it runs anew, however the suit ended (LM-05). One that was over before the period
    began has interrupted nothing.
    """
    for suit, ended in pending(case, until):
        if case.taken is None or case.taken.obligor_id not in suit.defendants:
            continue
        if ended is not None and not any(each.on <= ended for each in begun):
            continue
        yield f"{INTERRUPTED}: {SUIT}{suit.suit_id}", suit.effective_on, ended


def _acts_of_parties(case: Case, until: date) -> Iterator[Mark]:
    """What interrupts or suspends either clock, and what restores that of the claim (LIT-04)."""
    yield from _demands(case, until)
    for signed in case.all_of(DebtAcknowledged, until):
        why = f"{signed.article}: {signed.document_id}"
        yield Mark("revive", signed.effective_on, why)
    for plan in case.all_of(AgreementNoted, until):
        yield Mark("revive", plan.effective_on, f"{INTERRUPTED}: {plan.plan_id}")
    for closed in case.all_of(MediationClosed, until):
        if closed.agreed and _is_party(case, closed.effective_on):
            why = f"{INTERRUPTED}: mediation {closed.mediation_id}"
            yield Mark("revive", closed.effective_on, why)
    for obstacle in case.all_of(ObstacleRecorded, until):
        kind: Kind = "resume" if obstacle.ended else "suspend"
        name = obstacle.obstacle_id
        yield Mark(kind, obstacle.effective_on, f"{obstacle.article}: {name}", name)


def _is_party(case: Case, day: date) -> bool:
    """The debtor sits at a mediation unless it is held beside a suit that does not name him."""
    suit = suit_on(case, day)
    return suit is None or case.taken is None or case.taken.obligor_id in suit.defendants


def _payments(case: Case, until: date, first: date) -> Iterator[Mark]:
    """The debtor's own payments: by paying a part he agrees to pay the rest (LM-05).

    Before the period's ``first`` day they touch nothing. Once it is over they do so no more: he can't ask
    them back, and has promised nothing (LM-03).
    """
    for paid in case.all_of(PaymentNoted, until, first):
        if paid.interrupts is not None:
            yield Mark("interrupt", paid.effective_on, f"{paid.interrupts}: {paid.receipt_id}")


def _runs_before(begun: list[Mark], day: date) -> bool:
    """The period had begun before ``day`` (LM-02): what is paid on instalments until then is no act that
    touches it, and there are too many of them to tell of each."""
    start = max((each.on for each in begun if each.kind == "start" and each.on < day), default=day)
    return start < day and not any(
        each.kind == "clear" and start < each.on <= day for each in begun
    )


def _demands(case: Case, until: date) -> Iterator[Mark]:
    """Proven demands and what stands for one (LM-05, LM-07, LM-08)."""
    for filed in case.all_of(ClaimDeclared, until):
        if case.taken is not None and filed.party_id == case.taken.obligor_id:
            yield Mark("interrupt", filed.effective_on, f"{INTERRUPTED}: bankruptcy claim")
    for demand in case.all_of(DemandNoted, until):
        if demand.interrupts is not None:
            yield Mark(
                "interrupt", demand.effective_on, f"{demand.interrupts}: {demand.notice_id}"
            )
    for letter in case.all_of(LetterSent, until):
        if letter.interrupts is not None and letter.served_on is not None:
            yield Mark("interrupt", letter.served_on, f"{letter.interrupts}: {letter.letter_id}")
    for notice in case.all_of(TransferNoticeNoted, until):
        if notice.party_role == "debtor":
            yield Mark("interrupt", notice.effective_on, f"LM-08: {notice.party_id}")


def beginnings(case: Case, until: date) -> Iterator[Mark]:
    """Where the period of the claim begins, and where a plan lets it begin later (LM-02)."""
    for start in starts(case, until):
        yield Mark("start", start, NEW_PERIOD)
    for plan in extended(case, until):
        yield Mark("clear", plan.effective_on, f"{NEW_PERIOD}: {plan.change_id}")


def starts(case: Case, until: date) -> Iterator[date]:
    """Days on which the period began (LM-02): due dates of a last instalment that still held when
    they came, and the day of acceleration, after which no later instalment falls due any more."""
    plans = [] if case.taken is None else [case.taken.last_due_on]
    plans += [plan.last_due_on for plan in case.all_of(PlanNoted, until)]
    dues = sorted({due for due in plans if case.last_due_on(min(due, until)) == due})
    told = case.claim_on(until)
    called = None if told is None else told.accelerated_on
    if called is None:
        yield from dues
        return
    came = [due for due in dues if due <= called]
    yield from came
    if case.last_due_on(called) not in came:
        yield called


def extended(case: Case, until: date) -> Iterator[PlanNoted]:
    """Plans made when the last instalment had fallen due, with a later one: the period counts from
    that (LM-02), unless the whole had been called before."""
    told = case.claim_on(until)
    called = None if told is None else told.accelerated_on
    began = min(starts(case, until), default=None)
    for plan in case.all_of(PlanNoted, min(until, called or until)):
        if began is not None and began < plan.effective_on <= plan.last_due_on:
            yield plan


def _enforcement_marks(case: Case, until: date) -> Iterator[Mark]:
    """Interrupted and suspended by what does so to the claim (LM-09); nothing restores it."""
    first = date.max
    for effective in case.all_of(JudgmentEffective, until):
        if not (binds(case, effective) and is_enforceable(judgment_of(case, effective))):
            continue
        last = performed_by(effective).on
        first = min(first, last)
        yield Mark("start", last, f"LM-09: {effective.suit_id}")
    yield from _payments(case, until, first)
    for mark in _acts_of_parties(case, until):
        yield changed(mark, kind="interrupt") if mark.kind == "revive" else mark
    applied = next(case.all_of(EnforcementApplied, until), None)
    if applied is not None:
        yield Mark("stop", applied.effective_on, f"LM-09: {applied.enforcement_id}")
