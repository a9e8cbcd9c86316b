"""The edition we ship: complete, and refused when it is not."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.kit.policy import PolicyError, load_book
from services.litigation.domain.deeds import Deed
from services.litigation.domain.facts import LifeEventNoted, LoanTaken
from services.litigation.domain.neighbours import DemandNoted, ReferralNoted
from services.litigation.domain.words import DUE
from services.litigation.policy import PACKS, LitigationPolicy, edition_on
from tests.unit.litigation.catalogue_life import ended
from tests.unit.litigation.story import EDITION, POLICIES

EDITION_FILE = PACKS / "cn" / "2024-01-01.toml"


def test_older_days_are_judged_by_the_first_edition() -> None:
    assert edition_on(POLICIES, date(2020, 1, 1)).policy_id == "cn/2024-01-01"
    assert edition_on(POLICIES, date(2030, 1, 1)).policy_id == "cn/2024-01-01"


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("claim", 3, "year"),
        ("claim_absolute", 20, "year"),
        ("enforcement", 2, "year"),
        ("sue", 30, "calendar_day"),
        ("renew", 7, "calendar_day"),
        ("deposit", 1, "year"),
        ("movable", 2, "year"),
        ("real_estate", 3, "year"),
        ("accept", 7, "calendar_day"),
        ("serve", 5, "calendar_day"),
        ("answer", 15, "calendar_day"),
        ("sale", 60, "calendar_day"),
        ("open_before_end", 3, "month"),
    ],
)
def test_the_terms_are_those_of_section_11_6(name: str, value: int, unit: str) -> None:
    assert (EDITION.terms[name].value, EDITION.terms[name].unit) == (value, unit)


def test_every_term_names_its_article_beside_its_rule() -> None:
    for name, length in EDITION.terms.items():
        law = length.article.split(" art.")[0].split(" (")[0]
        assert length.source.startswith(law), name
        assert not length.article.startswith(length.rule.split("-")[0]), name
    claim = EDITION.term("claim")
    assert (claim.rule, claim.article) == ("LM-01", "民法典 art. 188")
    enforcement = EDITION.term("enforcement")
    assert (enforcement.rule, enforcement.article) == ("LM-09", "民事诉讼法 art. 250")


def broken(change: Callable[[dict[str, Any]], None], folder: Path) -> str:
    content = tomllib.loads(EDITION_FILE.read_text("utf-8"))
    change(content)
    with pytest.raises(msgspec.ValidationError) as wrong:
        msgspec.convert(content, LitigationPolicy)
    return str(wrong.value)


def test_a_missing_or_unknown_number_is_named(tmp_path: Path) -> None:
    assert "sue" in broken(lambda each: each["terms"].pop("sue"), tmp_path)
    assert "odd" in broken(
        lambda each: each["hours"].update(odd=each["hours"]["ruling"]), tmp_path
    )
    assert "fortnight" in broken(
        lambda each: each["terms"]["sue"].update(unit="fortnight"), tmp_path
    )


def test_an_empty_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError):
        load_book(tmp_path, LitigationPolicy)


def test_every_deadline_has_words_in_two_languages() -> None:
    assert all(english and chinese for english, chinese in DUE.values())


def test_every_act_and_what_a_policy_completed_names_its_policy() -> None:
    story = ended()
    judged_by = {
        type(event).__name__: getattr(event, "policy_id", None)
        for _, event in story.events
        if isinstance(event, Deed | LoanTaken | LifeEventNoted | ReferralNoted | DemandNoted)
    }
    assert len(judged_by) > 15
    assert set(judged_by.values()) == {"cn/2024-01-01"}
