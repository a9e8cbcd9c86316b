"""The editions: what they must hold together, the dates of the pilot, what is left out on purpose."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest

from services.disposal.domain.duties import DISPOSE, RULES
from services.disposal.domain.values import Party
from services.disposal.policy import PACKS, DisposalPolicy, edition_on
from services.kit.domain import Rejected
from services.kit.policy import PolicyError, Quantity, load_book, unit_of
from tests.unit.disposal.story import POLICIES
from tests.unit.disposal.told import on

TEXT = (PACKS / "cn" / "2022-12-30.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("day", "edition", "pilot_ends"),
    [
        ("2017-10-01", "cn/2017-10-01", None),
        ("2021-01-06", "cn/2017-10-01", None),
        ("2021-01-07", "cn/2021-01-07", "2022-12-31"),
        ("2022-12-29", "cn/2021-01-07", "2022-12-31"),
        ("2022-12-30", "cn/2022-12-30", "2025-12-31"),
        ("2025-12-28", "cn/2022-12-30", "2025-12-31"),
        ("2025-12-29", "cn/2025-12-29", "2026-12-31"),
        ("2030-01-01", "cn/2025-12-29", "2026-12-31"),
    ],
)
def test_the_edition_of_a_day_and_the_pilots_end(
    day: str, edition: str, pilot_ends: str | None
) -> None:
    """Rules: TP-07, TP-08."""
    chosen = edition_on(POLICIES, on(day))
    assert chosen.policy_id == edition
    channel = chosen.transfer.channels.get("personal_batch")
    ends = None if channel is None else channel.last_day
    assert ends == (None if pilot_ends is None else on(pilot_ends))


def test_before_the_first_edition_no_rules_are_known() -> None:
    with pytest.raises(Rejected, match="rules_not_known"):
        edition_on(POLICIES, date(2017, 9, 30))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('rule = "WC-08"', 'rule = "WC-07"', "criteria.WC-08: rule is 'WC-07'"),
        ('level = "branch"', 'level = "village"', "level 'village' is not known"),
        ('value = "bank"', 'value = "usurer"', "lender: 'usurer' is not known"),
        ('value = "non_performing"', 'value = "maturity"', "use 'non_performing'"),
        ("[in_kind.terms.movable]", "[in_kind.terms.ship]", "ship"),
        ('channels = ["single", "personal_batch"]', 'channels = ["market"]', "does not exist"),
        ("[recovery.after]", "[recovery.later]", "later"),
    ],
)
def test_an_edition_that_contradicts_itself_does_not_load(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in TEXT
    (tmp_path / "cn").mkdir()
    path = tmp_path / "cn" / "2022-12-30.toml"
    path.write_text(TEXT.replace(before, after), "utf-8")
    with pytest.raises(PolicyError) as broken:
        load_book(tmp_path / "cn", DisposalPolicy)
    assert said in str(broken.value)


def test_a_period_has_a_unit_that_can_be_counted() -> None:
    assert unit_of(Quantity(2, "year", "FA-02")) == "year"
    with pytest.raises(ValueError, match="fortnight"):
        unit_of(Quantity(2, "fortnight", "nobody"))


def test_each_dated_duty_names_its_rule() -> None:
    assert RULES[DISPOSE] == "FA-02"
    assert set(RULES.values()) == {"FA-02", "FA-05", "WO-09"}


@pytest.mark.parametrize("day", ["2017-10-01", "2021-01-07", "2025-12-29"])
def test_a_duty_by_law_names_it_and_the_notices_do_from_the_civil_code_on(day: str) -> None:
    """Rules: FA-02, WO-09, TA-02, TA-06."""
    edition = edition_on(POLICIES, on(day))
    assert edition.article("dispose_of_asset", on(day)) == "银行抵债资产管理办法 art. 18"
    assert edition.article("write_off_review", on(day)) == "金融企业呆账核销管理办法"
    held = day >= "2021-01-01"
    assert edition.article("notice_debtor", on(day)) == ("民法典 art. 546" if held else None)
    assert edition.article("notice_guarantor", on(day)) == ("民法典 art. 696" if held else None)


def test_who_must_be_told_is_read_from_a_sale_stored_before_articles_were() -> None:
    assert msgspec.json.decode(b'["C-1","debtor"]', type=Party) == Party("C-1", "debtor")
