"""Applying for preservation, the court's ruling, execution, renewal, end (LIT-06, LIT-09).

Pre-suit: security for the whole amount unless the court waives it, a ruling within 48 hours, and a
suit within 30 days (CL-02, CL-04, CL-05). Only courts seize: who takes an asset himself is blocked.
"""

from __future__ import annotations

from datetime import date, timedelta

from contracts.values import Money
from services.kit.domain import Rejected, changed
from services.litigation.domain.claim import claim_on
from services.litigation.domain.deeds import (
    LastDay,
    MeasureApplied,
    MeasureExecuted,
    MeasureLifted,
    MeasureRenewed,
    MeasureRuled,
)
from services.litigation.domain.measures import LIVE, SEIZED, Measure, measure_on, measures_on
from services.litigation.domain.seizable import check_party
from services.litigation.domain.state import Case
from services.litigation.domain.suits import suit_on
from services.litigation.domain.terms import (
    before,
    counted_day,
    hours_after,
    last_day,
    local_instant,
    preservation_fee,
    share_of,
)
from services.litigation.policy import LitigationPolicy

ONE_DAY = timedelta(days=1)
KINDS = ("deposit", "movable", "real_estate", "right")


def apply_for(deed: MeasureApplied, case: Case, edition: LitigationPolicy) -> MeasureApplied:
    """Within the claim, with security before suit; the court has 48 hours when it must hurry."""
    day = deed.effective_on
    deed = changed(deed, at=local_instant(deed.at, day, edition))
    if any(each.measure_id == deed.measure_id for each in case.all_of(MeasureApplied)):
        raise Rejected("already_known", f"measure_id {deed.measure_id!r} is on file (LIT-09)")
    if deed.asset_kind not in KINDS:
        raise Rejected(
            "asset_kind_unknown", f"asset_kind {deed.asset_kind!r} is none of {', '.join(KINDS)}"
        )
    if not deed.amount:
        raise Rejected("amount_zero", "amount 0.00: nothing would be preserved (CL-03)")
    check_party(deed, case)
    _check_claim(deed, case)
    pre_suit = suit_on(case, day) is None
    share = edition.shares["security_pre_suit" if pre_suit else "security_in_suit"].value
    most = Money(share_of(deed.amount, share), deed.amount.currency)
    if pre_suit:
        _check_security(deed, most)
    in_hours = pre_suit or deed.urgent
    cited = edition.articles["ruling_pre_suit" if pre_suit else "ruling_in_suit"]
    return changed(
        deed,
        pre_suit=pre_suit,
        rule_by=hours_after(deed.at, edition.hours["ruling"].value) if in_hours else None,
        rule_article=cited.rule,
        ruling_article=cited.on(day) or "",
        fee=preservation_fee(deed.amount, edition.fees),
        security_most=most,
    )


def _check_claim(deed: MeasureApplied, case: Case) -> None:
    """Preservation is limited to the claim (CL-03), all live measures together."""
    taken = sum(
        each.amount.minor for each in measures_on(case, deed.effective_on) if each.state in LIVE
    )
    claim, currency = claim_on(case, deed.effective_on).total, deed.amount.currency
    if taken + deed.amount.minor > claim:
        raise Rejected(
            "beyond_claim",
            f"amount {deed.amount.amount} and {Money(taken, currency).amount} in other measures"
            f" exceed the claim of {Money(claim, currency).amount} on {deed.effective_on} (CL-03)",
        )


def _check_security(deed: MeasureApplied, needed: Money) -> None:
    given = deed.security or Money(0, needed.currency)
    if not deed.security_waived and given < needed:
        raise Rejected(
            "security_missing",
            f"security of {given.amount} is below {needed.amount}: before suit it equals the amount"
            " unless the court waives it, security_waived (CL-04, CL-05)",
        )


def record_ruling(deed: MeasureRuled, case: Case, edition: LitigationPolicy) -> MeasureRuled:
    """Granted or refused; before suit a grant starts the days to sue (CL-02)."""
    deed = changed(deed, at=local_instant(deed.at, deed.effective_on, edition))
    measure = _known(deed.measure_id, case, deed.effective_on, frozenset({"applied"}))
    if deed.at < measure.applied.at:
        raise Rejected("ruled_before_applied", f"at {deed.at} lies before {measure.applied.at}")
    applied = measure.applied.amount
    if deed.amount is not None and not 0 < deed.amount.minor <= applied.minor:
        raise Rejected(
            "beyond_application",
            f"amount {deed.amount.amount} must be above 0 and at most the {applied.amount} that was"
            " applied for (CL-03)",
        )
    rule_by = measure.applied.rule_by
    in_time = rule_by is None or deed.at <= rule_by
    if not deed.granted or not measure.applied.pre_suit:
        return changed(deed, in_time=in_time)
    return changed(
        deed,
        in_time=in_time,
        sue_by=counted_day(deed.effective_on, edition.terms["sue"]),
        lapses_after=last_day(deed.effective_on, edition.terms["sue"]),
    )


def execute(deed: MeasureExecuted, case: Case, edition: LitigationPolicy) -> MeasureExecuted:
    """Its period by the kind of asset starts (CL-08), unless it waits behind an earlier one."""
    measure = _known(deed.measure_id, case, deed.effective_on, frozenset({"granted"}))
    if deed.waiting:
        return deed
    last = _last(measure, deed.effective_on, deed.until, edition)
    renew_by = before(last.on, edition.terms["renew"])
    return changed(deed, ends_on=last, renew_by=renew_by, warn=edition.warn("measure"))


def renew(deed: MeasureRenewed, case: Case, edition: LitigationPolicy) -> MeasureRenewed:
    """Applied for in time (CL-06), not longer than the same period again (CL-08)."""
    measure = _known(deed.measure_id, case, deed.effective_on, SEIZED)
    if measure.ends_on is None or measure.renew_by is None:
        raise Rejected(
            "wrong_state", f"measure {deed.measure_id} has no last day to renew (CL-06)"
        )
    if deed.effective_on > measure.renew_by.on:
        raise Rejected(
            "renewal_too_late",
            f"measure {deed.measure_id} ends on {measure.ends_on.on}: its renewal had to be applied"
            f" for by {measure.renew_by.on} (CL-06)",
        )
    _check_not_renewed(deed, case)
    last = _last(measure, measure.ends_on.on, deed.until, edition)
    renew_by = before(last.on, edition.terms["renew"])
    return changed(deed, ends_on=last, renew_by=renew_by, warn=edition.warn("measure"))


def _check_not_renewed(deed: MeasureRenewed, case: Case) -> None:
    """The time of the last renewal must have begun before the next one is applied for (CL-08)."""
    done = [e for e in case.all_of(MeasureRenewed) if e.measure_id == deed.measure_id]
    if not done:
        return
    before = measure_on(case, deed.measure_id, done[-1].effective_on - ONE_DAY)
    if before is not None and before.ends_on and deed.effective_on <= before.ends_on.on:
        raise Rejected(
            "already_renewed",
            f"measure_id {deed.measure_id!r} was renewed on {done[-1].effective_on} already, for"
            f" the time after {before.ends_on.on} (CL-08)",
        )


def lift(deed: MeasureLifted, case: Case, edition: LitigationPolicy) -> MeasureLifted:
    """For a ground of CL-03 or because it has done its work."""
    _known(deed.measure_id, case, deed.effective_on, LIVE)
    grounds = edition.lists["lifting_grounds"].members
    if deed.ground not in grounds:
        raise Rejected(
            "ground_unknown", f"ground {deed.ground!r} is none of {', '.join(grounds)} (CL-03)"
        )
    return deed


def _last(measure: Measure, start: date, until: date | None, edition: LitigationPolicy) -> LastDay:
    longest = last_day(start, edition.terms[measure.applied.asset_kind])
    if until is None:
        return longest
    if not start < until <= longest.on:
        raise Rejected(
            "period_too_long",
            f"until {until}: {measure.applied.asset_kind} may be held from {start} to"
            f" {longest.on} (CL-08)",
        )
    return changed(longest, on=until)


def _known(measure_id: str, case: Case, day: date, states: frozenset[str]) -> Measure:
    measure = measure_on(case, measure_id, day)
    if measure is None:
        raise Rejected("measure_unknown", f"measure_id {measure_id!r} was never applied for (B.5)")
    if measure.state not in states:
        raise Rejected(
            "wrong_state",
            f"measure {measure_id} is {measure.state} on {day}; it needs"
            f" {' or '.join(sorted(states))} (B.5)",
        )
    return measure
