"""The page about L-4801 says what the run says."""

from __future__ import annotations

from services.console.lives.reading import read_life
from tests.lives.page import PAGE, page
from tests.lives.playing import LIVES


def test_the_page_is_the_run() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m tests.lives.page"


def test_every_step_has_its_sentence_in_both_languages() -> None:
    for step in read_life(LIVES / "l-4801.toml").steps:
        assert step.en.endswith("."), step.number
        assert step.zh.endswith("。"), step.number


def test_the_six_blocked_acts_are_marked_in_the_file() -> None:
    steps = read_life(LIVES / "l-4801.toml").steps
    assert [(str(step.on), step.blocked) for step in steps if step.blocked] == [
        ("2024-03-22", "QUIET_HOURS"),
        ("2024-03-23", "CALL_DETAIL_USE"),
        ("2024-03-25", "SOLO_VISIT"),
        ("2024-04-01", "FALSE_LEGAL_BASIS"),
        ("2024-07-05", "SELF_HELP_SEIZURE"),
        ("2025-10-16", "INELIGIBLE_TRANSFEREE"),
    ]
    assert [step.refused for step in steps if step.refused] == [
        "campaign_date_unreal",
        "not_fully_repaid",
        "claim_gone",
    ]
