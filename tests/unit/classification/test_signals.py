"""A risk signal asks people to review the class (B.2): it moves none, and goes once somebody judged."""

from __future__ import annotations

from typing import Any

import pytest

from services.classification.domain.facts import SignalNoted
from services.classification.domain.view import view
from services.kit.domain import Rejected
from tests.unit.classification.beside import left
from tests.unit.classification.story import Story, arrears, lent, on, settled
from tests.unit.classification.test_officers import override, withdraw


def signal(day: str, name: str = "S-1", taken: str | None = None) -> SignalNoted:
    heard = on(taken or day)
    return SignalNoted(
        loan_id="L-1",
        effective_on=on(day),
        processed_on=heard,
        recorded_on=heard,
        signal_id=name,
        codes=("turnover_drop",),
    )


def signalled() -> Story:
    story = Story()
    story.take(lent(), signal("2024-02-01"))
    return story


def due(story: Story, day: str) -> list[tuple[str, str, Any]]:
    seen = view(story.state, "L-1", on(day))
    assert seen is not None
    return [(each.what, each.about, each.on) for each in seen.due]


REVIEW = [("class_review", "S-1", None)]


def test_a_signal_asks_for_a_review_and_moves_no_class() -> None:
    """Rules: CLS-08, RC-91."""
    story = signalled()
    assert (due(story, "2024-01-31"), due(story, "2024-02-01")) == ([], REVIEW)
    story.pass_days("2024-02-20")
    assert due(story, "2024-02-20") == REVIEW
    assert story.timeline() == [("2024-01-10", "normal")]


@pytest.mark.parametrize(
    ("day", "article"),
    [("2023-06-30", None), ("2023-07-01", "商业银行金融资产风险分类办法 art. 29")],
)
def test_the_review_names_the_article_in_force_on_the_day_of_the_signal(
    day: str, article: str | None
) -> None:
    """Rules: RC-91. The guideline of 2007 has none about a change between the quarters."""
    story = Story()
    story.take(lent(day="2023-06-01"), signal(day))
    seen = view(story.state, "L-1", on(day))
    assert seen is not None
    assert [each.article for each in seen.due] == [article]


@pytest.mark.parametrize("risk_class", ["normal", "special_mention", "substandard"])
def test_an_experts_class_is_the_review_whatever_it_says(risk_class: str) -> None:
    story = signalled()
    story.put(override("2024-02-05", risk_class))
    assert (due(story, "2024-02-04"), due(story, "2024-02-05")) == (REVIEW, [])
    assert story.class_on("2024-02-05") == risk_class


def test_a_judgement_before_the_signal_was_heard_of_is_no_review() -> None:
    story = Story()
    story.take(lent())
    story.put(override("2024-02-05", "normal"))
    story.take(signal("2024-02-04", taken="2024-02-06"))
    assert due(story, "2024-02-06") == REVIEW
    assert story.put(override("2024-02-06", "normal")), "the same class is news after a signal"
    assert due(story, "2024-02-06") == []
    with pytest.raises(Rejected, match="nothing_changes"):
        story.put(override("2024-02-07", "normal"))


def test_every_signal_asks_for_itself_and_a_withdrawn_class_is_a_judgement_too() -> None:
    story = signalled()
    story.put(override("2024-02-05", "special_mention"))
    story.take(signal("2024-02-07", "S-2"))
    assert due(story, "2024-02-07") == [], "special mention is where a signal could lead"
    story.put(withdraw("2024-02-08"))
    assert (story.class_on("2024-02-08"), due(story, "2024-02-08")) == ("normal", [])
    story.take(signal("2024-02-09", "S-3"), signal("2024-02-09", "S-4"))
    assert [about for _, about, _ in due(story, "2024-02-09")] == ["S-3", "S-4"]


def test_the_same_signal_told_again_is_known() -> None:
    story = signalled()
    assert story.take(signal("2024-02-01", taken="2024-02-03")) == []
    assert due(story, "2024-02-03") == REVIEW


def test_arrears_lead_to_special_mention_themselves_and_their_cure_asks_again() -> None:
    story = signalled()
    story.take(arrears("2024-03-21", "2024-03-20", 1))
    assert (story.class_on("2024-03-21"), due(story, "2024-03-21")) == ("special_mention", [])
    story.take(arrears("2024-03-25", None, 2))
    assert (story.class_on("2024-03-25"), due(story, "2024-03-25")) == ("normal", REVIEW)


def test_a_loan_that_is_settled_or_out_has_nothing_to_review() -> None:
    story = signalled()
    story.take(settled("2024-02-10", 1))
    assert (due(story, "2024-02-09"), due(story, "2024-02-10")) == (REVIEW, [])
    out = signalled()
    out.take(left("2024-02-10", "transferred"))
    assert (due(out, "2024-02-09"), due(out, "2024-02-10")) == (REVIEW, [])
