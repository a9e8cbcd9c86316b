"""A company's loan in each state of B.2, by what happens to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from services.classification.domain.officers import ApproveUpgrade
from tests.states import Standing
from tests.unit.classification.beside import cure_test, ground, left, restructured
from tests.unit.classification.story import Story, arrears, lent, on, paid, replanned, settled
from tests.unit.classification.test_cures import DUE, bad, observed
from tests.unit.classification.test_officers import override
from tests.unit.classification.test_restructuring import MONTHLY, pays


def unknown() -> Story:
    """Another loan of the same obligor."""
    story = Story()
    story.take(lent("L-2", due=DUE))
    return story


def normal() -> Story:
    story = Story()
    story.take(lent(due=DUE))
    return story


def graded() -> Story:
    """By an expert, from 1 February on."""
    story = normal()
    story.put(override("2024-02-01", "special_mention"))
    return story


def overdue() -> Story:
    story = normal()
    story.take(arrears("2024-02-11", "2024-02-10", 1))
    return story


def doubtful() -> Story:
    story = bad()
    story.pass_days("2024-11-30")
    return story


def loss() -> Story:
    story = bad()
    story.pass_days("2025-03-31")
    return story


def converted() -> Story:
    story = bad()
    story.put(cure_test("2024-06-01", "CONVERT-4"))
    return story


def paid_up() -> Story:
    """All overdue is paid, and the observation has begun."""
    story = bad()
    story.take(arrears("2024-06-01", None, 2))
    return story


def risen() -> Story:
    """The observation is kept, and two persons let it rise."""
    story = observed()
    signed = {"requested_by": "chen", "role": "post_loan_officer", "reason": "carries on"}
    signed |= {"approved_by": "liu", "approver_role": "risk_reviewer"}
    story.put(ApproveUpgrade(as_of=on("2024-12-02"), loan_id="L-1", **signed))
    return story


def changed_plan() -> Story:
    """Restructured, and observed since."""
    story = normal()
    story.take(replanned("2024-02-05", "CH-1", {1: "2024-06-10", 2: "2024-12-10"}))
    story.put(restructured("2024-02-05", change_id="CH-1"))
    return story


def stopped() -> Story:
    """Its borrower's production stands still, by the older scheme."""
    story = overdue()
    story.put(ground("2024-02-12", "production_stopped"))
    return story


def gone(how: str) -> Callable[[], Story]:
    def left_it() -> Story:
        story = bad()
        story.take(left("2024-06-10", how))  # type: ignore[arg-type]
        return story

    return left_it


def paid_off() -> Story:
    story = normal()
    story.take(settled("2024-03-01", 5))
    return story


def solved() -> Story:
    """Restructured, and every instalment paid on its day for the whole of its observation."""
    story = Story()
    story.take(lent(due=("2024-02-10",)))
    story.take(paid(1, "2024-02-10", "2024-02-10", 1))
    story.take(replanned("2024-05-20", "CH-1", MONTHLY))
    story.put(restructured("2024-05-20", change_id="CH-1"))
    pays(story, "2025-06-10")
    return story


STATES: dict[str, Callable[[], Story]] = {
    "none": unknown,
    "normal": normal,
    "special_mention": overdue,
    "special_mention: by an expert": graded,
    "special_mention: production stopped": stopped,
    "special_mention: restructured": changed_plan,
    "special_mention: restructuring kept": solved,
    "special_mention: risen": risen,
    "substandard": bad,
    "substandard: converted": converted,
    "substandard: observed": paid_up,
    "substandard: observation kept": observed,
    "doubtful": doubtful,
    "loss": loss,
    "out: written_off": gone("written_off"),
    "out: transferred": gone("transferred"),
    "out: settled": paid_off,
}
"""The class of B.2 and, after a colon, how it came to it; or how the loan left the book."""


def standing(make: Callable[[], Story]) -> Callable[[], Standing]:
    """On the day after the last thing that happened."""

    def stands() -> Standing:
        story = make()
        story.pass_days(story.day)
        return Standing(story.state, story.day + timedelta(days=1))

    return stands
