"""How much a guarantor is liable for on a day (GU-07, GU-11, GU-15, GU-39). Pure arithmetic."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from contracts.debts import NEVER, Debt, Sums, earned_by, owed_on
from services.guarantee.domain.legal_facts import BankruptcyNoted
from services.guarantee.domain.payments import paid_by, payments
from services.guarantee.domain.plan_changes import unconsented
from services.guarantee.domain.state import Guarantor, SecurityFile

PER_CENT = 100


def debt_on(file: SecurityFile, one: Guarantor, day: date, *, whole: bool) -> Sums:
    """The debt that he secures on ``day``: of the claims due by then, or the ``whole`` of it.

    Of an instalment that is not due yet only the principal is owed: its interest is still to be
    earned. Once the bankruptcy of the debtor or his own is accepted nothing accrues on the guarantee
    either (GU-39, BK-02), and all claims count as due. A debt that was sold is as it went to the buyer:
    what accrues after that day is his (TA-03).
    """
    stated, stops = file.stated_on(day), _stops(file, one, day)
    called = whole or bool(stops)
    if stated is None:
        return Sums(principal=file.principal_on(day) if called else 0)
    at = min((day, *stops, file.sold_on(day) or day))
    return owed_on(earned_by(at, stated.debts), at, stated.penalty_daily, due_only=not called)


def _stops(file: SecurityFile, one: Guarantor, day: date) -> list[date]:
    """The days by ``day`` on which the debtor's bankruptcy or his own stopped all accruing."""
    parties = file.obligor_id, one.registered.guarantor_id
    return [
        each.effective_on for each in file.of_law(BankruptcyNoted, day) if each.party_id in parties
    ]


def debt_is_known(file: SecurityFile, day: date) -> bool:
    """Whether what is owed on ``day`` is known here: stated, or the day on which it was lent.

    Monitoring states the claims of loans that are or were in trouble, and a repayment of any other
    leaves no event here, so that a calm loan costs nothing. Its balance is monitoring's to say.
    """
    lent_on = None if file.taken is None else file.taken.effective_on
    return day == lent_on or file.stated_on(day) is not None


def liability(file: SecurityFile, one: Guarantor, day: date, *, whole: bool) -> int:
    """What he may be asked for on ``day``, in minor units, less what he paid.

    Within the components of his contract, his agreed share of what is owed and was paid by
    guarantors, and his cap; never for what a change without his consent added. From the day on which
    his own bankruptcy was accepted he owes what he owed then, and never more: the debtor's debt goes on
    growing, and each statement of it has what accrued since (BK-02).
    """
    own = next(
        (
            each.effective_on
            for each in file.of_law(BankruptcyNoted, day)
            if each.party_id == one.registered.guarantor_id
        ),
        day,
    )
    stated = {each.effective_on for each in file.claims if own < each.effective_on <= day}
    return min(_left(file, one, each, day, whole=whole) for each in (own, *stated))


def _left(file: SecurityFile, one: Guarantor, then: date, day: date, *, whole: bool) -> int:
    """Of what he was liable for ``then``, what he has not paid since by ``day``."""
    part = _his_part(file, one, then, debt_on(file, one, then, whole=whole))
    terms = one.registered
    since = (
        sum(getattr(paid.paid, name) for name in terms.scope) if terms.scope else paid.paid.total
        for on, paid in payments(file)
        if then < on <= day and paid.payer_id == terms.guarantor_id
    )
    return max(0, part - sum(since))


def more_to_come(file: SecurityFile, one: Guarantor, day: date) -> bool:
    """Whether more falls due within his scope though he owes nothing on ``day`` (GU-07).

    Interest of an instalment that is not due yet is neither earned nor paid. One whose scope leaves
    the principal out stands for what still accrues on it, and for all that is not known of a debt
    which never was in trouble. A cap that is reached ends his liability whatever comes.
    """
    terms, stated, stops = one.registered, file.stated_on(day), _stops(file, one, day)
    if terms.cap is not None and paid_by(file, terms.guarantor_id, day) >= terms.cap.minor:
        return False
    bears_principal = not terms.scope or "principal" in terms.scope
    if stated is None:
        return not bears_principal
    if stops:
        return False
    if not bears_principal and "penalty" in terms.scope and stated.penalty_daily is not None:
        running = (Sums(*each.unpaid).principal for each in stated.debts if _runs(each))
        if any(running):
            return True
    whole = owed_on(stated.debts, day, stated.penalty_daily, due_only=False)
    return _his_part(file, one, day, whole) > 0


def _runs(debt: Debt) -> bool:
    """Penalty accrues on its principal, now or once it is late."""
    return debt.penalty_from != NEVER


def _his_part(file: SecurityFile, one: Guarantor, day: date, sums: Sums) -> int:
    """Of a debt of ``sums`` what he stands for, in minor units, less what he paid."""
    terms = one.registered
    owed = (
        sum(getattr(sums, component) for component in terms.scope) if terms.scope else sums.total
    )
    owed = max(0, owed - unconsented(file, one, day))
    paid = paid_by(file, terms.guarantor_id, day)
    limits = [owed]
    if terms.share_percent is not None:
        by_all = sum(paid_by(file, name, day) for name in file.guarantors)
        limits.append(_share(owed + by_all, terms.share_percent) - paid)
    if terms.cap is not None:
        limits.append(terms.cap.minor - paid)
    return max(0, min(limits))


def _share(amount: int, percent: str) -> int:
    """So many per cent of an amount, half up to the minor unit."""
    exact = Fraction(amount) * Fraction(percent) / PER_CENT
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
