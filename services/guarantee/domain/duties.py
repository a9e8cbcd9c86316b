"""What is due for people to do, and the days on which time alone changes something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from services.guarantee.domain.alarms import running_clocks, unset_periods, warned_at
from services.guarantee.domain.arrears import contact_due_since, of_these_arrears
from services.guarantee.domain.collateral_events import CollateralValued
from services.guarantee.domain.contact import address_known
from services.guarantee.domain.eligibility import OPEN
from services.guarantee.domain.entries import ClockSet, PaymentUnassigned
from services.guarantee.domain.facts import BorrowerNoticeNoted, DemandRequestedNoted
from services.guarantee.domain.phase import collateral_phase_on, phase_on
from services.guarantee.domain.required import debtor_bankrupt_on
from services.guarantee.domain.state import Collateral, Guarantor, SecurityFile
from services.guarantee.domain.worth import CHARGED, open_request
from services.kit.domain import Due, Packed

ONE_DAY = timedelta(days=1)
UNWARNED, WARNED = ("registered", "warned"), ("demanded", "part_paid")


class Duty(Packed, frozen=True):
    """Something for people to do about ``subject``: by when (None: at once), why, by which rule."""

    on: date | None
    what: str
    subject: str
    rule: str
    article: str | None = None


def agenda(file: SecurityFile) -> tuple[Due, ...]:
    """The days of the alarms to come, the day after each clock's end, and the first day of a guarantee
    that was told ahead of it, whose period is not set yet."""
    dues: list[Due] = [Due(on, f"begin:period:{name}") for name, on in unset_periods(file)]
    for each in running_clocks(file):
        about = f"{each.clock}:{each.guarantor_id}"
        if each.ends_on is not None:
            warned = warned_at(file, each)
            days = (n for n in each.alarm_days if n < warned)
            dues.extend(Due(each.ends_on - timedelta(days=n), f"alarm:{about}") for n in days)
        if each.final_end is not None:
            dues.append(Due(each.final_end + ONE_DAY, f"end:{about}"))
    return tuple(sorted(dues))


def duties(file: SecurityFile, day: date) -> tuple[Duty, ...]:
    """All that is open at the end of ``day``, dated duties first."""
    found = [*_work_items(file, day)]
    if file.sold_on(day) is None and not file.settled_on(day):
        for one in file.guarantors.values():
            found.extend(_of_guarantor(file, one, day))
        for charged in file.collateral.values():
            found.extend(_of_collateral(file, charged, day))
    return tuple(sorted(found, key=lambda each: (each.on or date.max, each.what, each.subject)))


def _of_guarantor(file: SecurityFile, one: Guarantor, day: date) -> Iterator[Duty]:
    name, state = one.registered.guarantor_id, phase_on(file, one, day)
    if one.registered.effective_on > day:
        return
    if state == "invalid" and not any(each.old_id == name for each in file.replaced):
        yield Duty(None, "replace_security", name, "GUA-22")
    if state not in OPEN:
        return
    if not one.registered.kind_agreed:
        yield Duty(None, "review_kind", name, "GU-04")
    if state in UNWARNED and (since := contact_due_since(file, day)) is not None:
        since = max(since, one.registered.effective_on)
        yield Duty(since, "notify_guarantor", name, "GUA-08")
    if state == "notified" and of_these_arrears(file, BorrowerNoticeNoted, day):
        asked = of_these_arrears(file, DemandRequestedNoted, day)
        since = asked[0].effective_on if asked else None
        yield Duty(since, "demand_from_guarantor", name, "GUA-09")
    if state in WARNED and not address_known(one, day):
        yield Duty(None, "verify_address", name, "GUA-13")
    for clock in ("period", "limitation"):
        running = file.clock_on(name, clock, day)
        if running is not None and running.state == "running" and running.ends_on is not None:
            yield _clock(running, one, bankrupt=debtor_bankrupt_on(file, day) is not None)


def _clock(clock: ClockSet, one: Guarantor, *, bankrupt: bool) -> Duty:
    """The act that must be done before the clock ends (GU-09, LM-05): a bankrupt debtor is not sued."""
    what = "claim_again"
    if clock.clock == "period":
        joint = one.registered.kind == "joint"
        general = "declare_or_claim" if bankrupt else "sue_debtor"
        what = "claim_on_guarantor" if joint else general
    return Duty(clock.ends_on, what, clock.guarantor_id, clock.rule, clock.article)


def _of_collateral(file: SecurityFile, one: Collateral, day: date) -> Iterator[Duty]:
    name = one.pledged.collateral_id
    steps = tuple(each for each in one.steps if each.effective_on <= day)
    if one.pledged.effective_on > day or collateral_phase_on(file, one, day) not in CHARGED:
        return
    asked = open_request(Collateral(pledged=one.pledged, steps=steps))
    if asked is not None:
        yield Duty(asked.due_on, "additional_security", name, "GUA-21")
    valued = [each for each in steps if isinstance(each, CollateralValued)]
    if valued:
        yield Duty(valued[-1].valid_until, "value_again", name, "GUA-18")
    else:
        yield Duty(None, "value_collateral", name, "GUA-18")


def _work_items(file: SecurityFile, day: date) -> Iterator[Duty]:
    sold = file.sold_on(day) is not None  # what secures the claim is the buyer's to clear up
    for each in file.unreadable:
        if each.effective_on <= day and not sold:
            place = f"{each.list}[{each.place}].{each.field}"
            yield Duty(None, "read_security", place, "GUA-02")
    for paid in file.entries_of(PaymentUnassigned, day):
        yield Duty(None, "assign_payment", paid.receipt_id, "GUA-28")
