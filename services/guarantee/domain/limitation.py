"""Limitation of the claim on a guarantor after he was claimed on in time (GU-10, GU-45).

Joint and several: from the day of the claim. General: from the day on which he may no longer refuse
until the debtor was enforced against (GU-05). A further demand, a payment or a claim that is declared in
his bankruptcy interrupts it, a suit against him stops it; from the day on which that came to nothing it
runs anew (LM-05).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.guarantee.domain.entries import ClockSet
from services.guarantee.domain.guarantor_events import DefenceRemoved, GuarantorDemandServed
from services.guarantee.domain.legal_facts import ClaimDeclaredNoted, StageNoted
from services.guarantee.domain.payments import receipts
from services.guarantee.domain.period import UNNUMBERED
from services.guarantee.domain.required import Required, debtor_bankrupt_on, suits
from services.guarantee.domain.state import Guarantor, SecurityFile
from services.guarantee.policy import GuaranteeBook, GuaranteePolicy, edition_of_contract
from services.kit.clocks import Kind, Mark, Reading, Term, readings
from services.kit.days import DAY, period_end
from services.kit.quantities import unit_of


def clocks(
    file: SecurityFile, one: Guarantor, policies: GuaranteeBook, secured: Required, last: date
) -> Iterator[ClockSet]:
    """Readings of the wait for a ruling and of limitation, from the claim to ``last``."""
    waits = list(_waits(file, one, policies, secured, last))
    yield from waits
    started = _start(file, one, secured, waits, last)
    if started is None:
        return
    edition = _edition(policies, started.on)
    term = Term(
        length=edition.limitation.length.value,
        unit=unit_of(edition.limitation.length),
        article=edition.limitation.article,
        interruptible=True,
        rolls=edition.limitation.rolls,
    )
    marks = [Mark("start", started.on, started.why), *_marks(file, one, started.on, last)]
    for day, reading in readings(term, marks, last):
        yield _set(one, edition, reading, day, alarms=reading.live)


def defence_open(file: SecurityFile, one: Guarantor, day: date) -> bool:
    """He may refuse until the debtor was judged and enforced against in vain (GU-05)."""
    if one.registered.kind == "joint":
        return False
    wait = file.clock_on(one.registered.guarantor_id, "no_ruling", day)
    return not (list(_removals(file, one, day)) or (wait is not None and wait.state == "expired"))


def _edition(policies: GuaranteeBook, start: date) -> GuaranteePolicy:
    """The edition of the start; a term that is not over when a later one begins takes its length."""
    chosen = edition_of_contract(policies, start)
    for later in policies.editions:
        length = chosen.limitation.length
        end = period_end(start, length.value, unit_of(length))
        if chosen.effective_from < later.effective_from <= end:
            chosen = later if later.limitation.length != length else chosen
    return chosen


def _start(
    file: SecurityFile, one: Guarantor, secured: Required, waits: list[ClockSet], last: date
) -> Required | None:
    if one.registered.kind == "joint":
        return secured
    removed = list(_removals(file, one, last))
    removed += [
        Required(each.effective_on, "no_ruling") for each in waits if each.state == "expired"
    ]
    first = min(removed, default=None)
    return None if first is None else first._replace(on=max(first.on, secured.on))


def _removals(file: SecurityFile, one: Guarantor, last: date) -> Iterator[Required]:
    """The events that take away the right to refuse (GU-05), and the end of enforcement (GU-45)."""
    for removed in one.all_of(DefenceRemoved, last):
        yield Required(removed.effective_on, removed.ground)
    bankrupt = debtor_bankrupt_on(file, last)
    if bankrupt is not None:
        yield Required(bankrupt, "bankruptcy_accepted")
    for stage in file.of_law(StageNoted, last):
        if _ended_for_debtor(stage, file.obligor_id):
            yield Required(stage.effective_on, "enforcement_ended")


def _ended_for_debtor(stage: StageNoted, debtor: str | None) -> bool:
    """Enforcement failed against the debtor himself (GU-05), whether or not it goes on against others.

    Where litigation did not tell against whom it ended, a case at rest means against all.
    """
    return debtor in stage.ended_for if stage.ended_for else stage.stage == "dormant"


def _waits(
    file: SecurityFile, one: Guarantor, policies: GuaranteeBook, secured: Required, last: date
) -> Iterator[ClockSet]:
    """General guarantee: a year after the court got the application limitation starts anyhow."""
    if one.registered.kind == "joint":
        return
    stages = file.of_law(StageNoted, last)
    applied = [each.effective_on for each in stages if each.stage == "enforcing"]
    if not applied or min(applied) < secured.on:
        return
    start, removed = min(applied), min(_removals(file, one, last), default=None)
    if removed is not None and removed.on <= start:
        return
    edition = edition_of_contract(policies, start)
    rule = edition.limitation
    term = Term(
        length=rule.no_ruling.value, unit=unit_of(rule.no_ruling), article=rule.no_ruling_article
    )
    marks = [Mark("start", start, "enforcement_applied")]
    if removed is not None:
        marks.append(Mark("stop", removed.on, removed.why))
    for day, reading in readings(term, marks, last + DAY):
        # the wait is full on its last day, and limitation begins with that day
        since = day if reading.live else day - DAY
        yield _set(one, edition, reading, since, alarms=False, clock="no_ruling")


def _marks(file: SecurityFile, one: Guarantor, start: date, last: date) -> Iterator[Mark]:
    name = one.registered.guarantor_id
    for paid in receipts(file):  # whatever it paid: by bringing it he owned that he owes
        if paid.payer_id == name and start < paid.effective_on <= last:
            yield Mark("interrupt", paid.effective_on, "payment")
    for demand in one.all_of(GuarantorDemandServed, last):
        if demand.effective_on > start:
            yield Mark("interrupt", demand.effective_on, "demand")
    for declared in file.of_law(ClaimDeclaredNoted, last):
        if declared.party_id == name and declared.effective_on > start:
            yield Mark("interrupt", declared.effective_on, "claim_declared")
    yield from _suit_marks(file, name, start, last)


def _suit_marks(file: SecurityFile, name: str, start: date, last: date) -> Iterator[Mark]:
    """A suit against him stops it; when that came to nothing it runs anew."""
    for suit, ended in suits(file, last):
        if name not in suit.defendants or suit.effective_on < start:
            continue
        if ended is None or ended.effective_on > suit.effective_on:
            yield Mark("stop", suit.effective_on, "suit")
        if ended is not None:
            kind: Kind = "anew" if ended.effective_on > suit.effective_on else "interrupt"
            yield Mark(kind, ended.effective_on, "suit")


def _set(
    one: Guarantor,
    edition: GuaranteePolicy,
    reading: Reading,
    day: date,
    *,
    alarms: bool,
    clock: str = "limitation",
) -> ClockSet:
    waiting = clock == "no_ruling"
    rule = edition.limitation
    days = sorted((each.value for each in edition.alarms), reverse=True) if alarms else ()
    return ClockSet(
        loan_id=one.registered.loan_id,
        effective_on=day,
        entry=UNNUMBERED,
        guarantor_id=one.registered.guarantor_id,
        clock="no_ruling" if waiting else "limitation",
        state=reading.state,  # type: ignore[arg-type]
        started_on=reading.started_on or day,
        ends_on=reading.ends_on,
        final_end=reading.ends_on,
        unrolled=None if reading.end is None else reading.end.unrolled,
        calendar_known=reading.end is None or reading.end.known,
        why=reading.marks[-1].why,
        rule="GU-45" if waiting else "GU-10",
        article=rule.no_ruling_article if waiting else rule.article,
        policy_id=edition.policy_id,
        alarm_days=tuple(days),
    )
