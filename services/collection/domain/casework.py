"""Officers' acts about the case: cause, hand-over, field, agencies, pause, law, consents."""

from __future__ import annotations

from typing import assert_never

from services.collection.domain.acts import (
    EvaluateAgency,
    HandOverCase,
    PauseCase,
    RecordArrearsCause,
    RecordConsent,
    ReferToLaw,
    ReportCircumstances,
    RequestFieldVisit,
    ResumeCase,
    RevokeConsent,
    TransferToPreservation,
)
from services.collection.domain.agency import evaluated
from services.collection.domain.contacts import attempts_to_talk
from services.collection.domain.desk import Desk, listed, new_id
from services.collection.domain.done import (
    ArrearsCauseRecorded,
    CollectionCallMade,
    ConsentRecorded,
    ConsentRevoked,
)
from services.collection.domain.pauses import answered, paused
from services.collection.domain.promise import open_promises
from services.collection.domain.referral import referral
from services.collection.domain.steps import (
    AnyDone,
    CaseHandedOver,
    CaseTransferredToPreservation,
    CircumstanceChangeReported,
    FieldVisitRequested,
    LegalReferralMade,
    Watched,
)
from services.kit.acts import ActRule, check_act
from services.kit.domain import Rejected, persons, same_person

Casework = (
    RecordArrearsCause
    | RecordConsent
    | RevokeConsent
    | HandOverCase
    | RequestFieldVisit
    | EvaluateAgency
    | PauseCase
    | ResumeCase
    | ReferToLaw
    | TransferToPreservation
    | ReportCircumstances
)
FOLLOWED = ("TRANSFERRED_FRONTLINE_FOLLOWS",)
STEPS: dict[type, tuple[type[AnyDone], tuple[str, ...], str]] = {
    RequestFieldVisit: (FieldVisitRequested, ("FOLLOW_UP", "SPECIALIST_UNIT"), "COL-19"),
    TransferToPreservation: (CaseTransferredToPreservation, ("LEGAL_REFERRED",), "COL-138"),
}
"""Acts that need a state only: their event, the states, the rule."""


def worked(desk: Desk, act: Casework) -> tuple[AnyDone | Watched, ...]:
    """The act's events, or ``Rejected``."""
    match act:
        case RecordArrearsCause() | RecordConsent() | RevokeConsent():
            return (_noted(desk, act),)
        case RequestFieldVisit() | TransferToPreservation():
            kind, states, rule = STEPS[type(act)]
            desk.needs_case(*states, rule=rule)
            return (desk.made(kind),)
        case ReportCircumstances():
            return (_report(desk, act),)
        case EvaluateAgency():
            return (evaluated(desk, act),)
        case HandOverCase():
            return (_hand_over(desk, act),)
        case PauseCase():
            return paused(desk, act)
        case ResumeCase():
            return (answered(desk, act),)
        case ReferToLaw():
            return (_refer(desk, act),)
    assert_never(act)


def _report(desk: Desk, act: ReportCircumstances) -> CircumstanceChangeReported:
    """Also while the case is paused: a report touches nobody, and the front line's duty goes on."""
    if not desk.case_id or desk.behind_pause not in FOLLOWED:
        desk.needs_case(*FOLLOWED, rule="COL-138")
    if not act.change.strip():
        raise Rejected("change_missing", "change is empty: it says what is new (COL-138)")
    return desk.made(CircumstanceChangeReported)


def _noted(desk: Desk, act: RecordArrearsCause | RecordConsent | RevokeConsent) -> AnyDone:
    if isinstance(act, RecordArrearsCause):
        desk.needs_case(rule="COL-07")
        if desk.state == "OPEN":
            raise Rejected(
                "wrong_state", f"the case is OPEN on {desk.day}: nobody was asked yet (B.3)"
            )
        return desk.made(ArrearsCauseRecorded)
    if isinstance(act, RecordConsent):
        taken = {each.consent_id for each in desk.customer.acts(ConsentRecorded)}
        new_id(act.consent_id, taken, "consent_known", "consent_id")
        cases = desk.edition.cases
        if act.kind in cases.reviewed_consents.codes:
            why = f"kind {act.kind!r} lifts a protection: CC-01, CC-07"
            _second_person(desk, act, cases.consent_reviewers.codes, why)
        return desk.made(ConsentRecorded)
    given = {each.consent_id for each in desk.customer.acts(ConsentRecorded, desk.day)}
    given -= {each.consent_id for each in desk.customer.acts(ConsentRevoked)}
    if act.consent_id not in given:
        raise Rejected(
            "consent_unknown", f"consent {act.consent_id!r} does not hold on {desk.day} (CC-01)"
        )
    return desk.made(ConsentRevoked)


def _hand_over(desk: Desk, act: HandOverCase) -> CaseHandedOver:
    cases = desk.edition.cases
    desk.needs_case("FOLLOW_UP", rule="COL-16")
    if not act.summary.strip():
        raise Rejected("summary_missing", "summary is empty: the successor judges by it (COL-57)")
    least, most = cases.team_least.value, cases.team_most.value
    if not least <= persons(act.team) <= most:
        raise Rejected(
            "team_size", f"team has {persons(act.team)} members, {least} to {most} (XCT-11)"
        )
    if not any(same_person(act.anchor, each) for each in act.team):
        raise Rejected("anchor_missing", f"anchor {act.anchor!r} is not in the team (XCT-11)")
    if act.hard_case is None:
        ripe = [
            call.hand_over_on
            for call in desk.customer.of_case(CollectionCallMade, act.loan_id, desk.day)
            if call.hand_over_on is not None
        ]
        if not ripe or desk.day < max(ripe):
            said = f"runs until {max(ripe)}" if ripe else "was not given by a final call"
            raise Rejected(
                "hand_over_too_early", f"done_on {desk.day}: the last respite {said} (COL-16)"
            )
    else:
        listed(act.hard_case, cases.hard_cases.codes, "not_a_hard_case", "hard_case", "XCT-02")
    promises = tuple(each.promise_id for each in open_promises(desk.customer, desk.day))
    return desk.made(CaseHandedOver, open_promises=promises, review_every=cases.team_review.value)


def _refer(desk: Desk, act: ReferToLaw) -> LegalReferralMade:
    desk.needs_case(rule="COL-13")
    before = referral(desk.customer, act.loan_id, desk.day)
    if before is not None:
        raise Rejected(
            "wrong_state",
            f"loan {act.loan_id} is referred to law since {before.effective_on} already (B.3)",
        )
    cases = desk.edition.cases
    attempts = attempts_to_talk(desk.customer, act.loan_id, desk.day)
    excused = desk.customer.life_on(desk.day) & set(cases.talk_excused.codes)
    if not attempts and not excused:
        raise Rejected(
            "no_attempt_to_talk",
            f"no attempt to talk with the debtor of loan {act.loan_id} is on file in this case, and he"
            " is neither dead nor gone (COL-143)",
        )
    if act.expected_recovery < act.expected_cost:
        why = f"expected_cost is above expected_recovery {act.expected_recovery.amount}: COL-41"
        _second_person(desk, act, cases.cost_approvers.codes, why)
    return desk.made(LegalReferralMade, attempts=attempts)


def _second_person(desk: Desk, act: Casework, approvers: tuple[str, ...], why: str) -> None:
    """``Rejected`` unless a second person agrees, to whom the act's row alone asks for none."""
    roles = desk.edition.rule_of(act.RULE).roles
    check_act(act, ActRule(roles=roles, approvers=approvers, source=why))
