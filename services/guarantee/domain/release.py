"""When a guarantor or a piece of collateral is free (B.4), and when it stands again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from contracts.values import CHARGED_NO_MORE
from services.guarantee.domain.charge import done_with
from services.guarantee.domain.entries import (
    CollateralChargedAgain,
    CollateralFreed,
    GuaranteeReinstated,
    GuaranteeReleased,
    Reason,
)
from services.guarantee.domain.guarantor_events import GuarantorEligibilityChecked
from services.guarantee.domain.legal_facts import (
    RemissionNoted,
    TransferNoted,
    TransferNoticeNoted,
)
from services.guarantee.domain.liability import liability, more_to_come
from services.guarantee.domain.payments import payments
from services.guarantee.domain.period import UNNUMBERED
from services.guarantee.domain.plan_changes import consented
from services.guarantee.domain.state import Collateral, Guarantor, SecurityFile

RULES: dict[Reason, str] = {
    "period_expired": "GU-09",
    "loan_settled": "GUA-B.4",
    "paid_in_full": "GUA-B.4",
    "transferred": "GU-12",
    "debt_remitted": "DIS-19",
    "assignment_without_consent": "GU-12",
}
ASSIGNMENT = "assignment"
"""What a consent to an assignment is about."""


def guarantor_ends(
    file: SecurityFile, one: Guarantor, expired_on: date | None, last: date
) -> Iterator[GuaranteeReleased | GuaranteeReinstated]:
    """His releases in order of days: settlements that were undone, then what is final.

    Of two on one day the one named first in B.4's order of weight counts: paid in full, expired,
    settled, remitted, transferred.
    """
    terms = one.registered
    void = invalid_on(one, last)
    final = min(
        (each for each in _final(file, one, expired_on, last) if void is None or each[0] < void),
        default=None,
    )
    until = min(each for each in (final and final[0], void, date.max) if each is not None)
    for settled, reopened in _settled(file, last):
        day = max(settled, terms.effective_on)
        if day >= until or (reopened is not None and reopened <= day):
            continue
        yield _released(one, day, "loan_settled")
        if reopened is None or reopened >= until:
            return
        yield GuaranteeReinstated(
            loan_id=terms.loan_id,
            effective_on=reopened,
            entry=UNNUMBERED,
            guarantor_id=terms.guarantor_id,
            kind=terms.kind,
        )
    if final is not None:
        yield _released(one, final[0], final[2])


def invalid_on(one: Guarantor, day: date) -> date | None:
    """Since when the guarantee is void: the first check that failed since one passed (GU-02)."""
    since: date | None = None
    for each in one.all_of(GuarantorEligibilityChecked, day):
        since = None if each.passed else since or each.effective_on
    return since


def transferred_on(file: SecurityFile, guarantor_id: str, day: date) -> date | None:
    """Since when the transfer has effect on him: sold, and he was told (GU-12)."""
    sold = file.of_law(TransferNoted, day)
    told = [n for n in file.of_law(TransferNoticeNoted, day) if n.party_id == guarantor_id]
    return max(sold[0].effective_on, told[0].effective_on) if sold and told else None


def collateral_ends(
    file: SecurityFile, last: date
) -> Iterator[CollateralFreed | CollateralChargedAgain]:
    """Charges that are over because nothing is owed any more, or that went to the buyer (B.4)."""
    remitted = [each.effective_on for each in file.of_law(RemissionNoted, last)]
    sold = file.sold_on(last)
    for name, one in file.collateral.items():
        loan_id, since = one.pledged.loan_id, one.pledged.effective_on
        for settled, reopened in _settled(file, last if sold is None else sold):
            day = max(settled, since)
            if reopened is not None and reopened <= day:
                continue
            yield _freed(one, day, "loan_settled")
            if reopened is not None:
                yield CollateralChargedAgain(
                    loan_id=loan_id, effective_on=reopened, entry=UNNUMBERED, collateral_id=name
                )
        if sold is not None and not file.settled_on(sold):
            if (
                done_with(one, sold) in CHARGED_NO_MORE
            ):  # turned into money, taken or given back before
                continue
            yield _freed(one, max(sold, since), "transferred")
        elif remitted and not file.settled_on(last):
            yield _freed(one, max(remitted[0], since), "debt_remitted")


def _freed(one: Collateral, day: date, reason: Reason) -> CollateralFreed:
    return CollateralFreed(
        loan_id=one.pledged.loan_id,
        effective_on=day,
        entry=UNNUMBERED,
        collateral_id=one.pledged.collateral_id,
        reason=reason,
    )


def paid_in_full_on(file: SecurityFile, one: Guarantor) -> date | None:
    """The day on which his payments came to all that he was liable for (B.4).

    What is not due yet is not paid in full: while more falls due within his scope, he stands.
    """
    name = one.registered.guarantor_id
    for day, paid in payments(file):
        if paid.payer_id != name or liability(file, one, day, whole=True):
            continue
        if not more_to_come(file, one, day):
            return day
    return None


def _final(
    file: SecurityFile, one: Guarantor, expired_on: date | None, last: date
) -> Iterator[tuple[date, int, Reason]]:
    paid = paid_in_full_on(file, one)
    if paid is not None and paid <= last:
        yield paid, 0, "paid_in_full"
    if expired_on is not None:
        yield expired_on, 1, "period_expired"
    for remitted in file.of_law(RemissionNoted, last):
        yield remitted.effective_on, 2, "debt_remitted"
    for sold in file.of_law(TransferNoted, last):
        day = sold.effective_on
        if one.registered.assignment_barred and not consented(one, ASSIGNMENT, day):
            yield day, 2, "assignment_without_consent"
    told = transferred_on(file, one.registered.guarantor_id, last)
    if told is not None:
        yield told, len(RULES), "transferred"


def _settled(file: SecurityFile, last: date) -> Iterator[tuple[date, date | None]]:
    """Each stretch of days in which nothing is owed: its first day, and the day it owes again."""
    since: date | None = None
    for noted in file.standings:
        if noted.effective_on > last:
            break
        if noted.settled and since is None:
            since = noted.effective_on
        elif not noted.settled and since is not None:
            yield since, noted.effective_on
            since = None
    if since is not None:
        yield since, None


def _released(one: Guarantor, day: date, reason: Reason) -> GuaranteeReleased:
    return GuaranteeReleased(
        loan_id=one.registered.loan_id,
        effective_on=max(day, one.registered.effective_on),
        entry=UNNUMBERED,
        guarantor_id=one.registered.guarantor_id,
        reason=reason,
        rule=RULES[reason],
    )
