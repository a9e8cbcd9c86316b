"""The editions: the law of the signing, who may do what, and what a broken edition says."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.guarantee.domain.acts import GuaranteeAct
from services.guarantee.domain.duties import duties
from services.guarantee.domain.words import WORDS, words
from services.guarantee.policy import (
    PACKS,
    GuaranteePolicy,
    edition_of_contract,
)
from services.guarantee.reactions import COMMANDS
from services.kit.policy import PolicyError, Quantity, load_book, unit_of
from tests.unit.guarantee.story import (
    POLICIES,
)
from tests.unit.guarantee.tellers import SEEDS, lived
from tests.unit.guarantee.told import (
    on,
)


@pytest.mark.parametrize(
    ("signed_on", "kind", "none", "unclear"),
    [
        ("1990-01-01", "joint", (6, "month"), (6, "month")),
        ("2000-12-12", "joint", (6, "month"), (6, "month")),
        ("2000-12-13", "joint", (6, "month"), (2, "year")),
        ("2020-12-31", "joint", (6, "month"), (2, "year")),
        ("2021-01-01", "general", (6, "month"), (6, "month")),
        ("2026-01-01", "general", (6, "month"), (6, "month")),
    ],
)
def test_kind_and_period_follow_the_day_of_the_contract(
    signed_on: str, kind: str, none: tuple[int, str], unclear: tuple[int, str]
) -> None:
    edition = edition_of_contract(POLICIES, on(signed_on))
    period = edition.period
    assert edition.default_kind.value == kind
    assert (period.none_agreed.value, period.none_agreed.unit) == none
    assert (period.unclear.value, period.unclear.unit) == unclear


@pytest.mark.parametrize(
    ("day", "years"), [("2017-09-30", 2), ("2017-10-01", 3), ("2021-01-01", 3)]
)
def test_limitation_is_that_of_its_time(day: str, years: int) -> None:
    assert edition_of_contract(POLICIES, on(day)).limitation.length.value == years


def test_every_act_has_a_rule_in_every_edition_and_no_rule_is_left_over() -> None:
    names = {act.RULE for act in COMMANDS.values()}
    assert all(issubclass(act, GuaranteeAct) for act in COMMANDS.values())
    for edition in POLICIES.editions:
        assert set(edition.acts) == names, edition.policy_id


def test_alarms_are_90_60_30_and_7_days() -> None:
    for edition in POLICIES.editions:
        assert [each.value for each in edition.alarms] == [90, 60, 30, 7]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('value = "general"', 'value = "both"', "default_kind"),
        ('value = "later"', 'value = "sometimes"', "release_after"),
        ('unit = "calendar_day"', 'unit = "week"', "alarms"),
        ('unit = "month"', 'unit = "moon"', "unit"),
    ],
)
def test_a_broken_edition_says_what_is_wrong(
    tmp_path: Path, old: str, new: str, field: str
) -> None:
    text = (PACKS / "cn" / "2021-01-01.toml").read_text("utf-8")
    folder = tmp_path / "cn"
    folder.mkdir()
    (folder / "2021-01-01.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(PolicyError, match=field):
        load_book(folder, GuaranteePolicy)


def test_a_unit_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="moon"):
        unit_of(Quantity(1, "moon", "x"))


def test_everything_that_is_due_has_words_in_both_languages() -> None:
    due = set()
    for seed in SEEDS:
        story = lived(seed)
        due |= {each.what for each in duties(story.state, story.today)}
    assert due and due <= set(WORDS)
    for code, (english, chinese) in WORDS.items():
        assert words(code) == f"{english} · {chinese}"
    assert words("unheard_of") == "unheard_of"
