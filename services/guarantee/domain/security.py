"""Security of one loan: commands in, events out (B.4).

One stream per loan. Pure: no clock, no database, no broker, no logger. Every number arrives in
dated policies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import reduce
from typing import Any, get_args

from services.guarantee.domain import (
    acts,
    collateral,
    contact,
    demand,
    eligibility,
    registration,
    warning,
)
from services.guarantee.domain.collateral_events import AnyCollateralStep
from services.guarantee.domain.conduct import blocked
from services.guarantee.domain.duties import agenda
from services.guarantee.domain.events import AnyAct, GuaranteeEvent
from services.guarantee.domain.evolution import evolve
from services.guarantee.domain.facts import (
    AnyFact,
    BalanceNoted,
    ClaimNoted,
    ContactDueGoneNoted,
    ContactDueNoted,
    EntriesGoneNoted,
    LoanTaken,
    MirroredFact,
    PlanNoted,
)
from services.guarantee.domain.guarantor_events import AnyGuarantorStep, SecurityReplaced
from services.guarantee.domain.intake import Sent, taken_in
from services.guarantee.domain.judgement import judge
from services.guarantee.domain.legal_facts import StageNoted, StagesGoneNoted
from services.guarantee.domain.payments import HIS
from services.guarantee.domain.state import SIGNALS, SecurityFile
from services.guarantee.domain.worth import followed_by
from services.guarantee.policy import GuaranteeBook, GuaranteePolicy, edition_on
from services.kit.acts import check_act, check_currency, check_day, check_news, check_since
from services.kit.domain import Command, Decider, changed


class TakeFact(Command, frozen=True, kw_only=True):
    """Another service said something about the loan, put in our words.

    ``sent``: guarantees and collateral that came with a loan.
    """

    fact: AnyFact
    sent: tuple[Sent, ...] = ()


class TimeReached(Command, frozen=True, kw_only=True):
    """The business day ``as_of`` is over."""


GuaranteeCommand = TakeFact | TimeReached | acts.GuaranteeAct
Rule = Callable[[Any, SecurityFile, GuaranteePolicy], tuple[AnyAct, ...]]

RULES: Mapping[type[acts.GuaranteeAct], Rule] = {
    acts.CheckEligibility: eligibility.check,
    acts.ReplaceSecurity: eligibility.replace,
    acts.SendRiskWarning: warning.warn,
    acts.NotifyGuarantor: contact.notify,
    acts.ServeGuarantorDemand: demand.demand,
    acts.RecordInterview: contact.interview,
    acts.VerifyAddress: contact.verify,
    acts.RecordRefusal: contact.refusal,
    acts.RecordConsent: contact.consent,
    acts.RecordDefenceRemoved: contact.defence,
    acts.RegisterCollateral: collateral.register,
    acts.RecordValuation: collateral.value,
    acts.ReportImpairment: collateral.impair,
    acts.RequestAdditionalSecurity: collateral.request,
    acts.RecordAdditionalSecurity: collateral.answer,
    acts.RealiseSecurity: collateral.realise,
    acts.ReleaseCollateral: collateral.release,
}
"""Which rule decides which act; a registration needs the editions of the contract's time too."""


def decide(
    command: GuaranteeCommand, file: SecurityFile, policies: GuaranteeBook
) -> tuple[GuaranteeEvent, ...]:
    """The act or fact itself, and what is judged anew because of it or of the day."""
    if isinstance(command, TimeReached):
        return judge(file, policies, command.as_of)
    if isinstance(command, TakeFact):
        taken = tuple(_taken(command, file, policies))
    else:
        taken = _done(command, file, policies)
    if not taken:
        return ()
    after = reduce(evolve, taken, file)
    return (*taken, *judge(after, policies, command.as_of, before=file))


def _done(
    act: acts.GuaranteeAct, file: SecurityFile, policies: GuaranteeBook
) -> tuple[AnyAct, ...]:
    edition = edition_on(policies, act.day)
    check_day(act)
    if file.taken is not None:
        check_since(act, file.taken.effective_on)
        check_currency(act, file.currency)
    judged = reduce(evolve, judge(file, policies, act.as_of), file)
    if isinstance(act, acts.SendRiskWarning) and file.taken is not None:
        wrong = blocked(act, judged, edition)
        if wrong is not None:
            return (wrong,)
    check_act(act, edition.acts[act.RULE])
    if isinstance(act, acts.RegisterGuarantee):
        return registration.register(act, judged, policies)
    made = RULES[type(act)](act, judged, edition)
    check_news(made[0], _steps(judged))
    return made


def _steps(
    file: SecurityFile,
) -> Iterator[AnyGuarantorStep | AnyCollateralStep | SecurityReplaced]:
    """All that was done about guarantors and collateral."""
    for one in file.guarantors.values():
        yield from one.steps
    for charged in file.collateral.values():
        yield from charged.steps
    yield from file.replaced


def _taken(
    command: TakeFact, file: SecurityFile, policies: GuaranteeBook
) -> tuple[GuaranteeEvent, ...]:
    """The fact and what it brings; nothing when it is known already."""
    fact = command.fact
    if isinstance(fact, ClaimNoted):
        last = file.claims[-1] if file.claims else None
        known = last == changed(fact, told=file.told)
        return () if known else (changed(fact, told=file.told + 1),)
    if _is_known(fact, file) or _is_of_others(fact):
        return ()
    if isinstance(fact, LoanTaken):
        return (fact, *taken_in(fact, command.sent, policies))
    return (fact, *followed_by(fact, file))


def _is_of_others(fact: AnyFact) -> bool:
    """Money of nobody who may be a guarantor, which undoes nothing: a calm loan leaves one event here."""
    if not isinstance(fact, BalanceNoted) or fact.monitoring_corrects:
        return False
    return HIS.isdisjoint((fact.payer_kind, *(each.payer_kind for each in fact.money)))


def _is_known(fact: AnyFact, file: SecurityFile) -> bool:
    match fact:
        case LoanTaken():
            return file.taken is not None
        case PlanNoted(change_id=change_id):
            return any(plan.change_id == change_id for plan in file.plans)
        case EntriesGoneNoted(monitoring_corrects=numbers):
            return set(numbers) <= set(file.gone)
        case MirroredFact():
            return fact.monitoring_entry in _seen(file)
        case ContactDueNoted(collection_entry=number):
            seen = {each.collection_entry for each in file.contact_due}
            return fact in file.contact_due or (
                number is not None and number in {*seen, *file.collection_gone}
            )
        case ContactDueGoneNoted(collection_corrects=numbers):
            return set(numbers) <= set(file.collection_gone)
        case StagesGoneNoted(litigation_corrects=numbers):
            return set(numbers) <= set(file.legal_gone)
        case StageNoted(litigation_entry=number) if number is not None:
            stages = file.of_law(StageNoted, date.max)
            return number in {*file.legal_gone, *(each.litigation_entry for each in stages)}
        case _ if isinstance(fact, SIGNALS):
            return fact in file.signals
        case _:
            return fact in file.legal


def _seen(file: SecurityFile) -> set[int]:
    rows = (*file.balances, *file.standings)
    return {*file.gone, *(each.monitoring_entry for each in rows)}


decider: Decider[GuaranteeCommand, SecurityFile, GuaranteeEvent, GuaranteeBook] = Decider(
    initial=SecurityFile(),
    decide=decide,
    evolve=evolve,
    agenda=agenda,
    events=get_args(GuaranteeEvent),
)
