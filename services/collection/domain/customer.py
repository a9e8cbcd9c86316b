"""Collection of one customer's loans, and campaigns: commands in, events out.

One stream per customer, because a case, the caps on contacts and the conduct gate are about a
person over all loans and agencies; one per campaign. Pure: no clock, no database, no logger. Every
number arrives in dated policies.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

from services.collection.domain.campaign import (
    AnyCampaignEvent,
    Campaign,
    CampaignEvent,
    campaign_agenda,
    evolve_campaign,
)
from services.collection.domain.campaigning import CampaignAct, decide_campaign, phases_begun
from services.collection.domain.casework import Casework, worked
from services.collection.domain.conclusions import ReviewPlanned
from services.collection.domain.contacting import day_of, touched
from services.collection.domain.desk import Desk, allowed, known
from services.collection.domain.differences import differences
from services.collection.domain.evolution import CustomerEvent, evolve_customer
from services.collection.domain.facts import AnyFact
from services.collection.domain.gate import blocked
from services.collection.domain.judging import judge
from services.collection.domain.lists import Listing, listed
from services.collection.domain.news import news_of
from services.collection.domain.propriety import not_told_yet
from services.collection.domain.quiet import last_checkpoint, since
from services.collection.domain.state import Customer
from services.collection.domain.touches import PostUpdate, Touch
from services.collection.domain.undertaking import Undertaking, undertaken
from services.collection.policy import CollectionBook, edition_on
from services.kit.acts import check_news
from services.kit.domain import Command, Decider, Due

ONE_DAY = timedelta(days=1)


class TakeFact(Command, frozen=True, kw_only=True):
    """Another service said something about a loan, put in our words; taken on ``as_of``."""

    fact: AnyFact


class TimeReached(Command, frozen=True, kw_only=True):
    """The business day ``as_of`` is over."""


CustomerAct = Touch | Undertaking | Casework | Listing
CollectionCommand = TakeFact | TimeReached | CustomerAct | CampaignAct
CollectionEvent = CustomerEvent | AnyCampaignEvent
State = Customer | Campaign


def decide(
    command: CollectionCommand, state: State, policies: CollectionBook
) -> tuple[CollectionEvent, ...]:
    """What follows from a command; nothing for a fact that is already known."""
    if isinstance(command, CampaignAct):
        campaign = state if isinstance(state, Campaign) else Campaign()
        return decide_campaign(command, campaign, policies)
    if isinstance(state, Campaign):
        loan_id = "" if state.set_up is None else state.set_up.loan_id
        return phases_begun(state, command.as_of, loan_id)
    match command:
        case TakeFact(fact=fact):
            news = news_of(fact, state)
            return () if news is None else _with_consequences((news,), state, policies)
        case TimeReached():
            return _consequences(state, policies, command.as_of, closed=True)
    return _act(command, state, policies)


def _act(
    act: CustomerAct, customer: Customer, policies: CollectionBook
) -> tuple[CollectionEvent, ...]:
    """The act is judged by the customer as the day stands now, by the edition of its own day (section 12.1).

    Then what follows from it.
    """
    first = _consequences(customer, policies, act.as_of)
    now = _fold(customer, first)
    day = day_of(act, edition_on(policies, act.as_of))
    desk = Desk(now, edition_on(policies, day), act, day)
    known(desk)
    not_told_yet(desk)
    events: tuple[CustomerEvent, ...] = blocked(desk, act)
    if not events:
        allowed(desk)
        events = _permitted(desk, act)
    if not isinstance(act, PostUpdate):  # a note to colleagues: what it says is not kept
        check_news(events[0], now.done)
    return (*first, *_with_consequences(events, now, policies, act.as_of))


def _permitted(desk: Desk, act: CustomerAct) -> tuple[CustomerEvent, ...]:
    if isinstance(act, Touch):
        return touched(desk, act)
    if isinstance(act, Undertaking):
        return (undertaken(desk, act),)
    if isinstance(act, Listing):
        return (listed(desk, act),)
    return worked(desk, act)


def _with_consequences(
    events: tuple[CustomerEvent, ...],
    customer: Customer,
    policies: CollectionBook,
    as_of: date | None = None,
) -> tuple[CustomerEvent, ...]:
    to = as_of or max(event.processed_on for event in events)
    after = _fold(customer, events)
    return (*events, *_consequences(after, policies, to, events[-1].loan_id))


def _consequences(
    customer: Customer,
    policies: CollectionBook,
    as_of: date,
    loan_id: str = "",
    closed: bool = False,
) -> tuple[CustomerEvent, ...]:
    """What changes by ``as_of``, then the next review.

    Until the tick of a day comes the day is not over: what is due on it may still be done.
    """
    to = max(as_of, customer.judged_to or as_of)
    start = last_checkpoint(customer)
    open_past = since(customer, start)
    judged = judge(open_past, policies, to, to if closed else to - ONE_DAY, start)
    events: list[CustomerEvent] = list(differences(open_past, judged.drafts, to))
    if judged.review != customer.review:
        due = judged.review
        events.append(
            ReviewPlanned(
                loan_id=loan_id or customer.review_loan,
                effective_on=to,
                processed_on=to,
                review_on=None if due is None else due.on,
                reason="nothing_to_come" if due is None else due.reason,
            )
        )
    return tuple(events)


def _fold(customer: Customer, events: tuple[CustomerEvent, ...]) -> Customer:
    for event in events:
        customer = evolve_customer(customer, event)
    return customer


def evolve(state: State, event: CollectionEvent) -> State:
    """The customer or campaign after ``event``."""
    if isinstance(event, CampaignEvent):
        return evolve_campaign(state if isinstance(state, Campaign) else Campaign(), event)
    return evolve_customer(state if isinstance(state, Customer) else Customer(), event)


def agenda(state: State) -> tuple[Due, ...]:
    """The one day on which time alone may change something."""
    if isinstance(state, Campaign):
        return campaign_agenda(state)
    return () if state.review is None else (state.review,)


decider: Decider[CollectionCommand, State, CollectionEvent, CollectionBook] = Decider(
    initial=Customer(),
    decide=decide,
    evolve=evolve,
    agenda=agenda,
    events=get_args(CollectionEvent),
)
