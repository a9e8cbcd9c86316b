"""An edition that comes before its first day is closed judges that day again: its entries name it."""

from __future__ import annotations

from datetime import date

from services.classification.domain.decisions import CureLapsed, ObservationStarted
from services.classification.domain.obligor import TimeReached
from services.classification.domain.tier_events import FourTierChanged
from services.kit.domain import DomainEvent
from tests.unit.classification.beside import cure_test
from tests.unit.classification.story import Story, arrears, lent, on
from tests.unit.classification.test_cures import bad, of
from tests.unit.classification.test_provisions import with_rate

BEFORE, NEWER = "cn/2023-07-01", "cn/2025-01-01"
FIRST = date(2025, 1, 1)


def judged_again(story: Story, day: str) -> list[DomainEvent]:
    """The edition has come, and the day, its first one or later, is closed."""
    story.policies = with_rate(2)
    return story.put(TimeReached(as_of=on(day), since=FIRST))


def test_an_observation() -> None:
    story = bad()
    made = of(ObservationStarted, story.take(arrears("2025-01-02", None, 2)))
    again = of(ObservationStarted, judged_again(story, "2025-01-02"))
    _named_anew(made, again)
    (mark,) = story.state.loans["L-1"].marks
    assert (mark.effective_on, mark.policy_id) == (on("2025-01-02"), NEWER)


def test_what_became_of_a_cure() -> None:
    story = bad()
    story.put(cure_test("2024-12-20", "CONVERT-4"))
    made = of(CureLapsed, story.pass_days("2025-01-11"))
    again = of(CureLapsed, judged_again(story, "2025-01-11"))
    _named_anew(made, again)
    (mark,) = story.state.loans["L-1"].annex.cures
    assert (mark.effective_on, mark.policy_id) == (on("2025-01-11"), NEWER)


def test_a_tier() -> None:
    story = Story()
    story.take(lent())
    made = of(FourTierChanged, story.take(arrears("2025-01-02", "2025-01-01", 1)))
    _named_anew(made, of(FourTierChanged, judged_again(story, "2025-01-02")))


def test_what_counts_from_a_day_before_stays() -> None:
    story = bad()
    story.take(arrears("2024-12-31", None, 2))
    assert of(ObservationStarted, judged_again(story, "2025-01-01")) == []
    (mark,) = story.state.loans["L-1"].marks
    assert (mark.effective_on, mark.policy_id) == (on("2024-12-31"), BEFORE)


def _named_anew(made: list[DomainEvent], again: list[DomainEvent]) -> None:
    (old,), (new,) = made, again
    assert isinstance(old, ObservationStarted | CureLapsed | FourTierChanged)
    assert isinstance(new, ObservationStarted | CureLapsed | FourTierChanged)
    assert (old.policy_id, new.policy_id) == (BEFORE, NEWER)
    assert (new.effective_on, new.reason) == (old.effective_on, old.reason)
    assert new.corrects == (old.entry,)
