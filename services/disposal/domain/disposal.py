"""Disposal of one loan: commands in, events out (B.6).

One stream per loan. Pure: no clock, no database, no broker, no logger. Every number arrives in
dated policies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from services.disposal.domain import (
    acts,
    called_off,
    holding,
    in_kind,
    route,
    transfer,
    transfer_acts,
    transfer_notice,
    write_off,
)
from services.disposal.domain.duties import agenda, missed_by
from services.disposal.domain.events import AnyAct, DisposalEvent
from services.disposal.domain.evolution import evolve
from services.disposal.domain.facts import AnyFact
from services.disposal.domain.news import news
from services.disposal.domain.recovery import judge
from services.disposal.domain.state import LoanFile
from services.disposal.policy import DisposalBook, DisposalPolicy, edition_on
from services.kit.acts import check_act, check_currency, check_day, check_since
from services.kit.domain import Command, Decider


class TakeFact(Command, frozen=True, kw_only=True):
    """Another service said something about the loan, put in our words."""

    fact: AnyFact


class TimeReached(Command, frozen=True, kw_only=True):
    """The business day ``as_of`` is over."""


DisposalCommand = TakeFact | TimeReached | acts.DisposalAct
Rule = Callable[[Any, LoanFile, DisposalPolicy], tuple[AnyAct, ...]]

RULES: Mapping[type[acts.DisposalAct], Rule] = {
    acts.AssessDisposal: route.assess,
    acts.SelectRoute: route.select,
    acts.AcceptPaymentInKind: in_kind.accept,
    acts.LeaseAsset: holding.lease,
    acts.RecordRent: holding.rent,
    acts.SellAsset: holding.sell,
    acts.ApproveOwnUse: holding.own_use,
    acts.TakeStock: holding.take_stock,
    acts.ProposeWriteOff: write_off.propose,
    acts.ApproveWriteOff: write_off.approve,
    acts.RejectWriteOff: write_off.reject,
    acts.RecordWriteOffReview: write_off.review,
    transfer_acts.OfferForTransfer: transfer.offer,
    transfer_acts.RecordBid: transfer.bid,
    transfer_acts.AgreeTransfer: transfer.agree,
    transfer_acts.CallOffTransfer: called_off.call_off,
    transfer_acts.TransferDebt: transfer.transfer,
    transfer_acts.ServeTransferNotice: transfer_notice.notice,
    acts.ConvertToEquity: route.convert,
    acts.RemitDebt: route.remit,
}
"""Which rule decides which act."""


def decide(
    command: DisposalCommand, file: LoanFile, policies: DisposalBook
) -> tuple[DisposalEvent, ...]:
    """The act, fact or missed duty itself, and what is judged anew because of it."""
    if isinstance(command, TakeFact):
        return _with_judgement(news(command.fact, file), file, policies)
    if isinstance(command, TimeReached):
        return missed_by(command.as_of, file, policies)
    edition = edition_on(policies, command.day)
    check_day(command)
    if file.taken is not None:
        check_since(command, file.taken.effective_on)
        check_currency(command, file.currency)
    if isinstance(command, transfer_acts.ServeTransferNotice):
        wrong = transfer_notice.blocked(command, file, edition)
        if wrong is not None:
            return _with_judgement((wrong,), file, policies)
    check_act(command, edition.acts[command.RULE])
    return _with_judgement(RULES[type(command)](command, file, edition), file, policies)


def _with_judgement(
    events: tuple[DisposalEvent, ...], file: LoanFile, policies: DisposalBook
) -> tuple[DisposalEvent, ...]:
    return (*events, *judge(decider.fold(events, file), policies)) if events else ()


decider: Decider[DisposalCommand, LoanFile, DisposalEvent, DisposalBook] = Decider(
    initial=LoanFile(),
    decide=decide,
    evolve=evolve,
    agenda=agenda,
    events=get_args(DisposalEvent),
)
