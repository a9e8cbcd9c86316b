"""Payment in kind: an asset is taken for debt (DIS-03, DIS-06).

Cash comes first (COL-112): an asset is taken only for what is shown not to be had in cash, by a
lawful title. There is no extension of the time to be rid of it (FA-02).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from services.disposal.domain.acts import AcceptPaymentInKind
from services.disposal.domain.asset_events import AssetReceivedInSatisfaction
from services.disposal.domain.checks import (
    case_in,
    check_claim_is_ours,
    check_money,
    check_name,
    done,
    refuse,
)
from services.disposal.domain.state import LoanFile
from services.disposal.policy import DisposalPolicy
from services.kit.days import add_months, period_end
from services.kit.quantities import unit_of


def accept(
    act: AcceptPaymentInKind, file: LoanFile, edition: DisposalPolicy
) -> tuple[AssetReceivedInSatisfaction, ...]:
    """The asset is taken; its day is that of the agreement or order (FA-01)."""
    check_claim_is_ours(act, file)
    case = case_in(act, file, "in_kind")
    check_money(file, value=act.value, debt_reduced=act.debt_reduced)
    title = _lawful(act, file, edition)
    shown = [each for each in act.shortfall if each.kind in edition.in_kind.shortfall.codes]
    if not shown:
        refuse(
            "cash_shortfall_not_shown",
            f"shortfall holds kind {', '.join(each.kind for each in act.shortfall) or 'none'}, but"
            f" must hold one of {', '.join(edition.in_kind.shortfall.codes)}: cash comes first"
            " (DIS-06)",
        )
    owed = file.claim_on(act.day)
    if not act.debt_reduced or file.money(owed.total) < act.debt_reduced:
        refuse(
            "more_than_owed",
            f"debt_reduced {act.debt_reduced.amount} must be above 0 and at most the claim of"
            f" {file.money(owed.total).amount} on {act.day} (DIS-03)",
        )
    if act.value < act.debt_reduced:
        refuse(
            "debt_above_value",
            f"debt_reduced {act.debt_reduced.amount} is above the value {act.value.amount}: the"
            " rest stays owed (WC-11)",
        )
    return (
        AssetReceivedInSatisfaction(
            **done(act, case.case_id, edition),
            **_terms(act, edition),
            asset_id=act.asset_id,
            asset_kind=act.asset_kind,
            collateral_id=act.collateral_id,
            owner_id=act.owner_id,
            owner_role=act.owner_role,
            ground=act.ground,
            ground_id=act.ground_id,
            title_id=title,
            valuation_id=act.valuation_id,
            value=act.value,
            debt_reduced=act.debt_reduced,
            owed=owed,
            shortfall=act.shortfall,
            custodian_id=act.custodian_id,
        ),
    )


def _terms(act: AcceptPaymentInKind, edition: DisposalPolicy) -> dict[str, Any]:
    """What must be done about the asset by when, and the law behind it."""
    return {
        "dispose_by": dispose_by(act, edition),
        "stock_take_by": next_stock_take(act.day, edition),
        "dispose_article": edition.article("dispose_of_asset", act.day),
        "stock_take_article": edition.article("stock_take", act.day),
    }


def _lawful(act: AcceptPaymentInKind, file: LoanFile, edition: DisposalPolicy) -> str:
    """The title, of an asset that is not taken yet, by a lawful ground (DIS-03)."""
    check_name("asset_id", "asset", act.asset_id, file.assets)
    if act.asset_kind not in edition.in_kind.terms:
        refuse(
            "asset_kind_unknown",
            f"asset_kind {act.asset_kind!r} is none of {', '.join(edition.in_kind.terms)} (FA-04)",
        )
    _check_collateral(act, file)
    if act.valid_until is not None and act.valid_until < act.day:
        refuse(
            "right_expired",
            f"valid_until {act.valid_until} lies before {act.day}: the right is over (FA-04)",
        )
    for field, value, listed in (
        ("ground", act.ground, edition.in_kind.grounds),
        ("owner_role", act.owner_role, edition.in_kind.owners),
    ):
        if value not in listed.codes:
            refuse(
                f"{field}_not_lawful",
                f"{field} {value!r} is none of {', '.join(listed.codes)} (DIS-03)",
            )
    if act.title_id is None:
        refuse("title_missing", "title_id is missing: the asset must be taken by title (DIS-03)")
    return act.title_id


def _check_collateral(act: AcceptPaymentInKind, file: LoanFile) -> None:
    """What is said to be collateral is charged for this loan, by what guarantee told (GUA-23)."""
    if act.collateral_id is None:
        return
    for name, asset in file.assets.items():
        if asset.received.collateral_id == act.collateral_id:
            refuse(
                "collateral_taken",
                f"collateral_id {act.collateral_id!r} was taken as {name}: it counts once (POL-24)",
            )
    if act.collateral_id not in file.collateral:
        refuse(
            "collateral_unknown",
            f"collateral_id {act.collateral_id!r} is not charged for loan {act.loan_id}:"
            f" {', '.join(file.collateral) or 'nothing'} is (GUA-23)",
        )
    if act.collateral_id not in file.collateral_there():
        refuse(
            "collateral_gone",
            f"collateral_id {act.collateral_id!r} is"
            f" {file.collateral[act.collateral_id].state} (B.4): it is not charged any more",
        )


def dispose_by(act: AcceptPaymentInKind, edition: DisposalPolicy) -> date:
    """The last day to be rid of the asset; that of the right's validity when it is earlier."""
    term = edition.in_kind.terms[act.asset_kind]
    last = period_end(act.day, term.value, unit_of(term))
    return last if act.valid_until is None else min(last, act.valid_until)


def next_stock_take(day: date, edition: DisposalPolicy) -> date:
    """The last day of the stock-take period after that of ``day``: each period sees one (FA-05)."""
    months = edition.in_kind.stock_take.value
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return add_months(first, 2 * months) - timedelta(days=1)
