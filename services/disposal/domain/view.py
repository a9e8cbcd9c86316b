"""The ``disposal`` object of the loan document: case, assets, write-off, sale, recoveries on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from contracts.values import Money
from services.disposal.domain.book import on_book
from services.disposal.domain.document import for_debtor
from services.disposal.domain.due import DueView, due
from services.disposal.domain.state import Asset, LoanFile
from services.kit.domain import Frozen

__all__ = ["AssetView", "DisposalView", "DueView", "for_debtor", "view"]


class AssetView(Frozen, frozen=True, kw_only=True):
    """An asset taken for debt. ``form``: ``in_kind`` while held, ``recovery`` after; never both."""

    asset_id: str
    kind: str
    state: str
    form: str
    received_on: date
    debt_reduced: Money
    income: Money
    net: Money | None
    holding_loss: Money | None
    dispose_by: date


class DisposalView(Frozen, frozen=True, kw_only=True):
    """Disposal of a loan at the end of a day.

    ``memo_claim`` is the written-off claim as it has grown by that day (WO-08), without principal on
    the book. The accounting and the legal state are two things: a write-off changes the first only.

    No more leaves the book than was approved. When a later truth (a reversed payment) shows that
    more was owed on that day, the rest is on the book, and no class or provision is concluded for it:
    a loan written off is out (B.2). So it is a duty of people, ``treat_rest_on_book`` with its amount
    in ``subject``: to provide for it (DIS-18) and assess it anew. ``written_off`` and
    ``provision_used`` are the sums of all write-offs, day and criterion those of the first.
    """

    state: str
    case_id: str
    route: str | None
    cases: dict[str, str]
    accounting_state: str
    legal_state: str
    written_off: Money | None
    written_off_on: date | None
    criterion: str | None
    provision_used: Money | None
    memo_claim: Money | None
    assets: tuple[AssetView, ...]
    in_kind: Money
    recovered_gross: Money
    recovered_cost: Money
    recovered_net: Money
    recovered_after_write_off: Money
    recoveries: int
    bids: int
    blocked: int
    buyer_id: str | None
    price: Money | None
    claim_sold: Money | None
    notices_served: tuple[str, ...]
    due: tuple[DueView, ...]


def view(file: LoanFile, loan_id: str, as_of: date) -> DisposalView | None:
    """The loan's disposal at the end of ``as_of``; None when nothing was ever done or recovered.

    ``file`` is folded in effective order up to ``as_of``.
    """
    case = file.case
    if file.taken is None or (case is None and not file.recoveries):
        return None
    out, sold = file.written_off, file.transferred
    held = [a for a in file.assets.values() if a.in_hand]
    net = [(r.gross.minor - r.cost.minor, r.after_write_off) for r in file.recoveries]
    return DisposalView(
        state="none" if case is None else _state(file, case.case_id),
        case_id="" if case is None else case.case_id,
        route=None if case is None else case.route,
        cases={name: _state(file, name) for name in sorted(file.cases)},
        accounting_state=_accounting(file),
        legal_state=_legal(file, as_of),
        written_off=None if out is None else _sum(file, (e.principal for e in file.write_offs)),
        written_off_on=None if out is None else out.effective_on,
        criterion=None if out is None else out.criterion,
        provision_used=None
        if out is None
        else _sum(file, (each.provision_used for each in file.write_offs)),
        memo_claim=_memo(file, as_of),
        assets=tuple(_asset(file.assets[name], file) for name in sorted(file.assets)),
        in_kind=file.money(sum(a.received.debt_reduced.minor for a in held)),
        recovered_gross=file.money(sum(r.gross.minor for r in file.recoveries)),
        recovered_cost=file.money(sum(r.cost.minor for r in file.recoveries)),
        recovered_net=file.money(sum(minor for minor, _ in net)),
        recovered_after_write_off=file.money(sum(minor for minor, after in net if after)),
        recoveries=len(file.recoveries),
        bids=0 if case is None else len(case.bids),
        blocked=file.blocked,
        buyer_id=None if sold is None else sold.buyer_id,
        price=None if sold is None else sold.price,
        claim_sold=None if sold is None else sold.claim,
        notices_served=tuple(each.party_id for each in file.notices),
        due=tuple(due(file, as_of)),
    )


def _state(file: LoanFile, case_id: str) -> str:
    """The case's state; an approved write-off of which nothing is left to write off is none."""
    state = file.cases[case_id].state
    stands = any(each.case_id == case_id for each in file.write_offs)
    return "write_off" if state == "written_off" and not stands else state


def _sum(file: LoanFile, amounts: Iterable[Money]) -> Money:
    return file.money(sum(each.minor for each in amounts))


def _accounting(file: LoanFile) -> str:
    if file.written_off is not None:
        return "written_off"
    return "on_book" if file.transferred is None and file.remitted is None else "removed"


def _legal(file: LoanFile, day: date) -> str:
    if file.remitted is not None:
        return "extinguished"
    if file.transferred is not None:
        return "transferred"
    return "settled" if file.settled_on(day) else "alive"


def _memo(file: LoanFile, day: date) -> Money | None:
    if file.written_off is None or file.transferred is not None or file.remitted is not None:
        return None
    off_book = file.claim_on(day).total - on_book(file, day)
    return file.money(0 if file.settled_on(day) else off_book)


def _asset(asset: Asset, file: LoanFile) -> AssetView:
    sold, kept = asset.sold, asset.own_use
    return AssetView(
        asset_id=asset.received.asset_id,
        kind=asset.received.asset_kind,
        state=asset.state,
        form="in_kind" if asset.in_hand else "recovery",
        received_on=asset.received.effective_on,
        debt_reduced=asset.received.debt_reduced,
        income=file.money(sum(each.gross.minor - each.cost.minor for each in asset.rents)),
        net=kept.booked_value if kept is not None else None if sold is None else sold.net,
        holding_loss=None if sold is None else sold.holding_loss,
        dispose_by=asset.received.dispose_by,
    )
