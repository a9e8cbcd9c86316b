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
from services.collection.domain.desk import Desk, new_id
from services.collection.domain.done import (
    ArrearsCauseRecorded,
    ConsentRecorded,
    ConsentRevoked,
)
from services.collection.domain.handing import handed_over
from services.collection.domain.pauses import answered, paused
from services.collection.domain.referral import referral
from services.collection.domain.steps import (
    AnyDone,
    CaseTransferredToPreservation,
    CircumstanceChangeReported,
    FieldVisitRequested,
    LegalReferralMade,
    Watched,
)
from services.kit.acts import ActRule, check_act
from services.kit.domain import Rejected

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
            return (handed_over(desk, act),)
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
