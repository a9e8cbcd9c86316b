"""A general guarantor's limitation runs from the end of enforcement against the debtor (GU-05, GU-45)."""

from __future__ import annotations

import pytest

from tests.unit.guarantee.story import Story
from tests.unit.guarantee.told import DEBTOR, JOINT, ZHAO, on, opened, staged, suit


def sued() -> Story:
    story = Story()
    story.tell(opened(guarantees=(JOINT | {"kind": "general"},)), "2023-03-20")
    story.tell(suit("2024-07-08", DEBTOR), "2024-07-08")
    story.tell(staged("2024-10-10", "enforcing", 5), "2024-10-10")
    return story


def tell_end(story: Story, day: str, stage: str, entry: int, *parties: str) -> None:
    ended = staged(day, stage, entry).model_copy(update={"ended_for": parties or None})
    story.tell(ended, day)


@pytest.mark.parametrize(
    ("stage", "parties", "starts"),
    [
        ("dormant", (DEBTOR, ZHAO), True),
        ("dormant", (DEBTOR,), True),
        ("dormant", (ZHAO,), False),
        ("enforcing", (DEBTOR,), True),  # it goes on against another guarantor
        ("enforcing", (ZHAO,), False),
        ("dormant", (), True),  # as told before parties were
        ("enforcing", (), False),
    ],
)
def test_only_the_end_against_the_debtor_starts_it(
    stage: str, parties: tuple[str, ...], starts: bool
) -> None:
    """Rules: GU-05, GU-45."""
    story = sued()
    tell_end(story, "2025-03-20", stage, 6, *parties)
    before, after = story.guarantor("2025-03-19"), story.guarantor("2025-03-20")
    assert before.limitation is None
    assert before.defence_open
    assert after.defence_open is not starts
    assert (after.limitation is not None) is starts
    if after.limitation is not None:
        assert after.limitation.started_on == on("2025-03-20")


def test_the_earlier_end_against_the_debtor_counts() -> None:
    story = sued()
    tell_end(story, "2025-03-20", "enforcing", 6, DEBTOR)
    tell_end(story, "2025-06-03", "dormant", 7, ZHAO)
    clock = story.guarantor("2025-06-03").limitation
    assert clock is not None
    assert clock.started_on == on("2025-03-20")
