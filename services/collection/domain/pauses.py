"""What holds a case: disputes, hardship, complaints that nobody has answered (CC-10, CP-01).

They are answered whatever became of the case meanwhile: a complaint outlives it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from services.collection.domain.acts import PauseCase, ResumeCase
from services.collection.domain.case import AT_LAW
from services.collection.domain.desk import Desk, listed
from services.collection.domain.state import Customer
from services.collection.domain.steps import (
    AnyDone,
    CaseHandedOver,
    CasePaused,
    CasePlacedWithAgency,
    CaseResumed,
    CaseTransferredToPreservation,
    ComplianceCaseOpened,
    FieldVisitRequested,
    Watched,
)
from services.collection.domain.undertakings import RepaymentPlanAgreed
from services.kit.domain import Rejected, same_person

STEPS_UNPAUSED = (
    CaseHandedOver,
    FieldVisitRequested,
    CasePlacedWithAgency,
    RepaymentPlanAgreed,
    CaseTransferredToPreservation,
)


def held_after(held: list[CasePaused], act: AnyDone) -> list[CasePaused]:
    """What is unanswered after the act: an answer answers all of its ground before it."""
    if isinstance(act, CasePaused):
        return [*held, act]
    if isinstance(act, CaseResumed):
        return [each for each in held if act.ground not in (None, each.ground)]
    return held


def unanswered(customer: Customer, day: date) -> list[CasePaused]:
    """What was brought up by ``day`` and not answered since.

    By the order in which it was taken, for a complaint may follow an answer on its day.
    """
    held: list[CasePaused] = []
    for each in customer.done:
        if each.effective_on <= day:
            held = held_after(held, each)
    return held


def holding(customer: Customer, day: date) -> list[CasePaused]:
    """What of it keeps people from collecting on ``day``, whatever became of the case (CC-10).

    Nothing once the case is at law (B.3: PAUSED -> back or LIT).
    """
    return [] if customer.state_on(day) in AT_LAW else unanswered(customer, day)


def answered(desk: Desk, act: ResumeCase) -> CaseResumed:
    """The answer, by somebody whom it is not about; ``Rejected`` where nothing waits for it."""
    held = unanswered(desk.customer, desk.day)
    grounds = sorted({each.ground for each in held})
    if act.ground not in (None, *grounds) or not grounds:
        what = act.ground or "dispute, hardship or complaint"
        raise Rejected(
            "wrong_state", f"ground: no {what} is unanswered on {desk.day} (CC-10, CP-01)"
        )
    if act.ground is None and len(grounds) > 1:
        raise Rejected(
            "ground_missing",
            f"ground is missing: {' and '.join(grounds)} are unanswered, each has its own answer"
            " (CC-10, CP-01)",
        )
    if not act.answer.strip():
        raise Rejected("answer_missing", "answer is empty: it says what was found (CC-10)")
    ground = act.ground or grounds[0]
    for each in held:
        if each.ground == ground and each.against and same_person(each.against, act.requested_by):
            raise Rejected(
                "same_person",
                f"requested_by {act.requested_by!r} is named in the complaint of"
                f" {each.effective_on}: somebody else answers it (CP-01)",
            )
    return desk.made(CaseResumed, ground=ground)


def paused(desk: Desk, act: PauseCase) -> tuple[AnyDone | Watched, ...]:
    """What was brought up, and the compliance case where it names somebody; or ``Rejected``."""
    desk.needs_case(rule="CC-10")
    last = max((each.effective_on for each in _steps_of_case(desk)), default=desk.day)
    if desk.day < last:
        raise Rejected(
            "done_before_last_step",
            f"done_on {desk.day} lies before {last}, the last step of the case: a pause does not undo"
            f" it. Enter it with done_on {last}, and say in reason when it was brought up (B.3)",
        )
    tags = desk.edition.gate.complaint_tags.codes
    for tag in act.tags:
        listed(tag, tags, "tag_unknown", "tags", "section 2.3")
    if act.tags and (act.against is None or act.ground != "complaint"):
        raise Rejected("against_missing", "tags: a complaint says against whom it is (2.3)")
    brought_up = desk.made(CasePaused, **_answer(desk, act))
    if not act.tags or act.against is None:
        return (brought_up,)
    opened = ComplianceCaseOpened(
        loan_id=act.loan_id,
        effective_on=desk.day,
        processed_on=act.as_of,
        person_id=act.against,
        ground="complaint",
        blocked_acts=sum(
            same_person(each.attempted_by, act.against) for each in desk.customer.blocked
        ),
    )
    return brought_up, opened


def _answer(desk: Desk, act: PauseCase) -> dict[str, Any]:
    """By when it is answered, and by which law; only a complaint has a term (CP-01)."""
    if act.ground != "complaint":
        return {"answer_by": None}
    term = timedelta(days=desk.edition.cases.complaint_answer.value)
    return {
        "answer_by": desk.day + term,
        "answer_article": desk.edition.article("complaint_answer", desk.day),
    }


def _steps_of_case(desk: Desk) -> Iterator[AnyDone]:
    """What was done in the case that is not done while it is paused."""
    for each in desk.customer.done:
        if isinstance(each, STEPS_UNPAUSED) and each.case_id == desk.case_id:
            yield each
