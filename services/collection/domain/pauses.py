"""What holds a case: disputes, hardship, complaints that nobody has answered (CC-10, CP-01).

They are answered whatever became of the case meanwhile: a complaint outlives it.
"""

from __future__ import annotations

from datetime import date

from services.collection.domain.acts import ResumeCase
from services.collection.domain.desk import Desk
from services.collection.domain.state import Customer
from services.collection.domain.steps import AnyDone, CasePaused, CaseResumed
from services.kit.domain import Rejected, same_person


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


def answered(desk: Desk, act: ResumeCase) -> CaseResumed:
    """The answer, by somebody whom it is not about; ``Rejected`` where nothing waits for it."""
    held = unanswered(desk.customer, desk.day)
    grounds = sorted({each.ground for each in held})
    if act.ground not in (None, *grounds) or not grounds:
        what = act.ground or "dispute, hardship or complaint"
        raise Rejected("wrong_state", f"no {what} is unanswered on {desk.day} (CC-10, CP-01)")
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
