"""What counts as recovery, and what was written off: judged from all that is known (COL-130, WO-08).

Nothing here is decided once for all: a payment that comes late or is reversed gives other sums, and
the entries that say otherwise are withdrawn. Recovery is money, net of cost, once the loan is
non-performing: cash that paid the debt; an asset sold, with the rents before (way 3); approved own
use (way 4); the price of the claim. A bill or security counts when it has become cash (COL-131).

Money over the debt is the payer's: it is a recovery on the day on which it pays something, by what
it pays. Money that ends the claim's being non-performing is recovered from a claim that was it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from contracts.receipts import Applied, by_day
from services.disposal.domain.book import on_book
from services.disposal.domain.entries import EntriesWithdrawn, LoanWrittenOff, RecoveryRecognised
from services.disposal.domain.events import AnyEntry
from services.disposal.domain.named import beside_the_debt
from services.disposal.domain.state import Asset, LoanFile
from services.disposal.policy import DisposalBook
from services.kit.domain import changed

UNNUMBERED = 0
ONE_DAY = timedelta(days=1)
Judged = LoanWrittenOff | RecoveryRecognised


def judge(file: LoanFile, policies: DisposalBook) -> tuple[AnyEntry, ...]:
    """Numbered entries that turn the record into what is known now; nothing when it says the same."""
    found: list[AnyEntry] = []
    after = file
    if file.case is not None:
        after = changed(file, write_offs=tuple(_write_offs(file)))
        found.extend(_differences(file.write_offs, after.write_offs))
    if any(each.non_performing for each in file.classes) or file.case or file.recoveries:
        found.extend(_differences(file.recoveries, list(_recoveries(after, policies))))
    return tuple(
        changed(entry, entry=number) for number, entry in enumerate(found, file.entries + 1)
    )


def _write_offs(file: LoanFile) -> Iterator[LoanWrittenOff]:
    """The sums of approved write-offs as their days are known now, never above what was approved.

    A second one takes what the first left on the book; there is none when it left nothing.
    """
    so_far = changed(file, write_offs=())
    approvals = [(c.case_id, c.approved) for c in file.cases.values() if c.approved is not None]
    for case_id, approved in sorted(approvals, key=lambda each: each[1].effective_on):
        day = approved.effective_on
        claim, left = file.claim_on(day), on_book(so_far, day)
        principal = min(approved.principal.minor, left)
        if claim.total == 0 or file.settled_on(day) or (so_far.write_offs and not left):
            continue
        out = LoanWrittenOff(
            loan_id=approved.loan_id,
            effective_on=day,
            entry=UNNUMBERED,
            case_id=case_id,
            criterion=approved.criterion,
            principal=file.money(principal),
            provision_used=file.money(min(approved.provision.minor, principal)),
            memo_claim=file.money(claim.total - left + principal),
            policy_id=approved.policy_id,
        )
        so_far = changed(so_far, write_offs=(*so_far.write_offs, out))
        yield out


def _recoveries(file: LoanFile, policies: DisposalBook) -> Iterator[RecoveryRecognised]:
    out = None if file.written_off is None else file.written_off.effective_on
    beside = beside_the_debt(file)
    for day, money in by_day((n.effective_on, each) for n in file.balances for each in n.money):
        if money.receipt_id not in beside and _is_recovery(money, day, file, policies, out):
            yield _cash(file, money, day, after=out is not None and day > out)
    for asset in file.assets.values():
        yield from _of_asset(asset, file, out)
    sold = file.transferred
    if sold is not None:
        yield RecoveryRecognised(
            loan_id=sold.loan_id,
            effective_on=sold.effective_on,
            entry=UNNUMBERED,
            recovery_id=sold.payment_id,
            way="transfer_price",
            gross=sold.price,
            cost=file.money(0),
            after_write_off=out is not None and sold.effective_on >= out,
            payer=sold.buyer_id,
        )


def _is_recovery(
    money: Applied, day: date, file: LoanFile, policies: DisposalBook, out: date | None
) -> bool:
    """Money from a payer that counts, for a claim that is non-performing or off the book, and ours.

    A class is that of the end of its day, so what settles or cures a loan finds it normal: it counts
    when the loan was non-performing as the day began.
    """
    first = policies.editions[0].effective_from
    after = out is not None and day > out
    payers = policies.in_force(max(day, first)).recovery["after" if after else "on_book"].codes
    if money.payer_kind not in payers:
        return False
    for gone in (file.transferred, file.remitted):
        if gone is not None and day > gone.effective_on:
            return False
    since = (file.non_performing_since(each) for each in (day, day - ONE_DAY))
    return after or any(each is not None for each in since)


def _cash(file: LoanFile, money: Applied, day: date, after: bool) -> RecoveryRecognised:
    """Way 1: cash, less the advanced costs that it paid back."""
    return RecoveryRecognised(
        loan_id="" if file.taken is None else file.taken.loan_id,
        effective_on=day,
        entry=UNNUMBERED,
        recovery_id=money.receipt_id,
        way="cash",
        gross=money.total,
        cost=money.cost,
        after_write_off=after,
        payer=money.payer_id or money.payer_kind,
    )


def _of_asset(asset: Asset, file: LoanFile, out: date | None) -> Iterator[RecoveryRecognised]:
    """Ways 3 and 4: the asset leaves IN_KIND as it becomes money or a fixed asset (POL-24).

    It belongs to the time at which it was taken: what reduced the debt before the write-off is no
    recovery of the written-off claim.
    """
    taken = asset.received
    after = out is not None and taken.effective_on > out
    if asset.sold is not None:
        yield RecoveryRecognised(
            loan_id=taken.loan_id,
            effective_on=asset.sold.effective_on,
            entry=UNNUMBERED,
            recovery_id=taken.asset_id,
            way="asset_rent_or_sale",
            gross=file.money(
                sum(each.gross.minor for each in asset.rents) + asset.sold.price.minor
            ),
            cost=file.money(sum(each.cost.minor for each in asset.rents) + asset.sold.cost.minor),
            after_write_off=after,
            payer=asset.sold.buyer_id,
        )
    if asset.own_use is not None:
        yield RecoveryRecognised(
            loan_id=taken.loan_id,
            effective_on=asset.own_use.effective_on,
            entry=UNNUMBERED,
            recovery_id=taken.asset_id,
            way="own_use",
            gross=asset.own_use.booked_value,
            cost=file.money(0),
            after_write_off=after,
        )


def _key(entry: Judged) -> tuple[str, str, date]:
    """What an entry is about: a newer one about the same takes its place."""
    if isinstance(entry, RecoveryRecognised):
        return entry.way, entry.recovery_id, entry.effective_on
    return "write_off", entry.case_id, entry.effective_on


def _differences(recorded: Sequence[Judged], drafts: Sequence[Judged]) -> list[AnyEntry]:
    said = {changed(each, entry=UNNUMBERED, corrects=()): each for each in recorded}
    wanted = set(drafts)
    gone = {_key(each): each for bare, each in said.items() if bare not in wanted}
    found: list[AnyEntry] = []
    for draft in sorted(wanted - set(said), key=lambda each: (each.effective_on, _key(each))):
        before = gone.pop(_key(draft), None)
        found.append(changed(draft, corrects=() if before is None else (before.entry,)))
    if gone:
        left = sorted(gone.values(), key=lambda each: each.entry)
        withdrawn = EntriesWithdrawn(
            loan_id=left[0].loan_id,
            effective_on=min(each.effective_on for each in left),
            entry=UNNUMBERED,
            corrects=tuple(each.entry for each in left),
        )
        found.insert(0, withdrawn)
    return found
