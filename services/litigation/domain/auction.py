"""Auction rounds of an asset and the sale after them (EX-01 to EX-04).

The court orders the rounds, the bank checks them: prices and notices that break the rules are
refused, a second round held late is taken as it was and marked (``in_time``).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from contracts.values import Money
from services.kit.domain import Rejected, changed
from services.litigation.domain.court import AuctionHeld, AuctionOrdered
from services.litigation.domain.neighbours import AssetTakenInKindNoted
from services.litigation.domain.state import Case
from services.litigation.domain.terms import PER_CENT, last_day, share_of
from services.litigation.policy import LitigationPolicy


class Rounds(NamedTuple):
    """What was ordered and held of one asset, in order."""

    ordered: list[AuctionOrdered]
    held: list[AuctionHeld]

    @property
    def open(self) -> AuctionOrdered | None:
        """The round that is ordered and has no result yet."""
        return self.ordered[-1] if len(self.ordered) > len(self.held) else None


def rounds_of(case: Case, asset_id: str, until: date = date.max) -> Rounds:
    """The rounds of an asset so far."""
    return Rounds(
        [each for each in case.all_of(AuctionOrdered, until) if each.asset_id == asset_id],
        [each for each in case.all_of(AuctionHeld, until) if each.asset_id == asset_id],
    )


def order(deed: AuctionOrdered, case: Case, edition: LitigationPolicy) -> AuctionOrdered:
    """The next round: first, second, then sale."""
    rounds = rounds_of(case, deed.asset_id)
    if any(
        deed.asset_id in (each.asset_id, each.collateral_id)
        for each in case.all_of(AssetTakenInKindNoted, deed.effective_on)
    ):
        raise Rejected("asset_gone", f"asset_id {deed.asset_id!r} was taken in kind (EX-06)")
    if rounds.open is not None:
        raise Rejected(
            "round_open",
            f"round {rounds.open.round} of asset_id {deed.asset_id!r} has no result (B.5)",
        )
    if rounds.held and rounds.held[-1].sold:
        raise Rejected("already_sold", f"asset_id {deed.asset_id!r} is sold (B.5)")
    if rounds.held and deed.effective_on < rounds.held[-1].effective_on:
        raise Rejected(
            "done_before_last_step",
            f"done_on {deed.effective_on} lies before {rounds.held[-1].effective_on}, the day on"
            f" which round {rounds.held[-1].round} of {deed.asset_id} was held (EX-02)",
        )
    deed = changed(deed, round=len(rounds.held) + 1)
    most = edition.counts["rounds"].value
    if deed.round > most + 1:
        raise Rejected("rounds_exhausted", f"{most} rounds and the sale failed (EX-03)")
    _check_days(deed)
    if deed.round > most:
        return _sale(deed, rounds, edition)
    if deed.round == 1:
        _check_first(deed, edition)
    else:
        deed = _check_second(deed, rounds, edition)
    _check_notice(deed, edition)
    return deed


def _check_days(deed: AuctionOrdered) -> None:
    """Ordered, then published, then held; of something that is worth anything."""
    if not deed.effective_on <= deed.published_on <= deed.auction_on:
        raise Rejected(
            "auction_days",
            f"published_on {deed.published_on} and auction_on {deed.auction_on} must follow each"
            f" other from {deed.effective_on}, the day of the order, on (EX-01)",
        )
    if not deed.valuation:
        raise Rejected("valuation_zero", f"valuation {deed.valuation.amount} must be above 0")


def _check_first(deed: AuctionOrdered, edition: LitigationPolicy) -> None:
    least = share_of(deed.valuation, edition.shares["first_round"].value)
    if deed.starting_price.minor < least:
        raise Rejected(
            "start_too_low",
            f"starting_price {deed.starting_price.amount} of asset_id {deed.asset_id!r} is below"
            f" {Money(least, deed.valuation.currency).amount}, the least part of the valuation"
            f" {deed.valuation.amount} (EX-01)",
        )


def _check_second(
    deed: AuctionOrdered, rounds: Rounds, edition: LitigationPolicy
) -> AuctionOrdered:
    first = rounds.ordered[0].starting_price
    cut = edition.shares["second_round_cut"].value
    least = -(-first.minor * (PER_CENT - cut) // PER_CENT)
    if deed.starting_price.minor < least:
        raise Rejected(
            "cut_too_deep",
            f"starting_price {deed.starting_price.amount} is below"
            f" {Money(least, first.currency).amount}: the first round's {first.amount} may be cut"
            f" by {cut} % at most (EX-02)",
        )
    by = rounds.held[-1].next_by
    return changed(deed, in_time=by is None or deed.auction_on <= by.on)


def _check_notice(deed: AuctionOrdered, edition: LitigationPolicy) -> None:
    which = "first" if deed.round == 1 else "second"
    kind = "movable" if deed.asset_kind == "movable" else "real_estate"
    notice = edition.terms[f"notice_{which}_{kind}"]
    days = (deed.auction_on - deed.published_on).days
    if days < notice.value:
        raise Rejected(
            "notice_too_short",
            f"published_on {deed.published_on} is {days} days before auction_on {deed.auction_on};"
            f" {notice.value} are needed for {deed.asset_kind} ({notice.rule})",
        )


def _sale(deed: AuctionOrdered, rounds: Rounds, edition: LitigationPolicy) -> AuctionOrdered:
    price = rounds.ordered[-1].starting_price
    if deed.starting_price != price:
        raise Rejected(
            "sale_price_wrong",
            f"starting_price {deed.starting_price.amount} is not {price.amount}, the price of the"
            " last round (EX-03)",
        )
    until = last_day(deed.auction_on, edition.terms["sale"])
    return changed(deed, form="sale", sale_until=until)


def hold(deed: AuctionHeld, case: Case, edition: LitigationPolicy) -> AuctionHeld:
    """The result of the open round."""
    opened = rounds_of(case, deed.asset_id).open
    if opened is None:
        raise Rejected(
            "no_round_open", f"asset_id {deed.asset_id!r} has no round without result (B.5)"
        )
    if deed.effective_on < opened.auction_on:
        raise Rejected(
            "held_too_early",
            f"done_on {deed.effective_on}: the round is ordered for {opened.auction_on}",
        )
    _check_sale(deed, opened)
    if deed.sold and (deed.price is None or deed.price < opened.starting_price):
        raise Rejected(
            "price_below_start",
            f"price {deed.price.amount if deed.price else 'is missing and'} must be at least the"
            f" starting price {opened.starting_price.amount} of what was sold (EX-01)",
        )
    next_by = None
    if not deed.sold and opened.round < edition.counts["rounds"].value:
        next_by = last_day(deed.effective_on, edition.terms["second_round"])
    return changed(deed, round=opened.round, starting_price=opened.starting_price, next_by=next_by)


def _check_sale(deed: AuctionHeld, opened: AuctionOrdered) -> None:
    """What is for sale is sold while it is, and has failed when that time is over (EX-03)."""
    last = opened.sale_until
    if last is None:
        return
    if deed.sold and deed.effective_on > last.on:
        raise Rejected(
            "sale_over",
            f"done_on {deed.effective_on}: asset_id {deed.asset_id!r} was for sale until {last.on}"
            " (EX-03)",
        )
    if not deed.sold and deed.effective_on < last.on:
        raise Rejected(
            "sale_running",
            f"done_on {deed.effective_on}: asset_id {deed.asset_id!r} is for sale until {last.on},"
            " before that it has not failed (EX-03)",
        )
