"""The editions: complete, sourced, never edited; a bank's own pack fails with a clear sentence."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.classification.policy import PACKS, ClassificationPolicy, edition_on
from services.kit.domain import Frozen
from services.kit.policy import Choice, PolicyError, Quantity, load_book
from tests.unit.classification.story import POLICIES, on

EDITION = (PACKS / "cn" / "2023-07-01.toml").read_text("utf-8")


def test_every_edition_is_as_recorded_and_none_is_missing() -> None:
    recorded = dict(
        reversed(line.split("  ")) for line in (PACKS / "HASHES").read_text("utf-8").splitlines()
    )
    found = {
        path.relative_to(PACKS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in PACKS.glob("*/*.toml")
    }
    assert found
    assert found == recorded, "an edition is never edited: add a new one and record its hash"


@pytest.mark.parametrize(
    ("day", "policy_id"),
    [
        ("2001-01-01", "cn/2007-07-03"),
        ("2007-07-03", "cn/2007-07-03"),
        ("2023-06-30", "cn/2007-07-03"),
        ("2023-07-01", "cn/2023-07-01"),
        ("2030-01-01", "cn/2023-07-01"),
    ],
)
def test_the_edition_is_that_of_the_judged_day(day: str, policy_id: str) -> None:
    """Rules: XCT-25."""
    assert edition_on(POLICIES, on(day)).policy_id == policy_id


def sources(value: object) -> Iterator[str]:
    if isinstance(value, Quantity | Choice):
        yield value.source
    elif isinstance(value, dict):
        for each in value.values():
            yield from sources(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from sources(each)
    elif isinstance(value, Frozen):
        for name in value.__struct_fields__:
            part = getattr(value, name)
            if name == "source":
                yield part
            yield from sources(part)


def test_every_number_and_choice_has_a_source_with_its_mark() -> None:
    for edition in POLICIES.editions:
        found = list(sources(edition))
        assert len(found) > 10
        for source in found:
            assert any(
                mark in source for mark in ("[found", "[known", "[unsure", "[client", "[policy")
            ), source


def test_shares_and_lines_stand_where_the_measures_put_them() -> None:
    edition = edition_on(POLICIES, on("2024-01-01"))
    assert [(f.rule, f.first_day) for f in edition.floors] == [
        ("RC-10", 1),
        ("RC-20", 91),
        ("RC-30", 271),
        ("RC-40", 361),
    ]
    assert [pull.share.value for pull in edition.contagion if pull.share] == [10]
    upgrade = edition.segment("corporate").upgrade
    assert (upgrade.periods.value, upgrade.months.value, upgrade.needs_approval) == (2, 6, True)
    for kind in ("personal", "small_micro"):
        assert edition.segment(kind).upgrade.at_once  # type: ignore[arg-type]
        assert not edition.segment(kind).contagion  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('kinds = ["corporate"]', 'kinds = ["corporate", "personal"]', "exactly once"),
        ('kinds = ["corporate"]', "kinds = []", "exactly once"),
        ('kinds = ["corporate"]', 'kinds = ["company"]', "company"),
        ('value = 90, unit = "calendar_day"', 'value = 90, unit = "month"', "calendar_day"),
        ("days = { value = 1, unit", "days = { value = 0, unit", "paid-up"),
        ("value = 90, unit", "value = 300, unit", "first day 271 comes after first day 301"),
        ('class = "loss"', 'class = "substandard"', "floors RC-40.class: .* milder"),
        ('class = "special_mention"', 'class = "normal"', "floors RC-10.class: 'normal' binds"),
        ('rule = "RC-20"', 'rule = "RC-10"', "floors rule: 'RC-10' stands twice"),
        ('rule = "RC-50"', 'rule = "RC-13"', "contagion rule: 'RC-13' stands twice"),
        ('rule = "RC-20"', 'rule = ""', "floors : '' must have 1 to 200"),
        ('reason = "not_overdue"', 'reason = " "', "normal: ' ' must have 1 to 200"),
        ('value = "second_person"', 'value = "nobody"', "nobody"),
        ('value = "at_once"', 'value = "by_quarter"', "by_quarter"),
        ('comparison = "at_least"', 'comparison = "over"', "over"),
        ('class = "loss"', 'class = "lost"', "lost"),
        ("[normal]", "[ordinary]", "ordinary"),
        ('name = "REVIVE-5"', 'name = "CONVERT-4"', "cure_tests name: 'CONVERT-4' stands twice"),
        ('code = "class_normal"', 'code = "pays_as_planned"', "stands twice"),
        ('found_by = "own_record"', 'found_by = "nobody"', "found_by: 'nobody' is neither"),
        ("when = [[]]", "when = []", "the last group must take every loan"),
        ("[acts.complete-triage]", "[acts.rank]", "acts: approve-upgrade, complete-triage"),
    ],
)
def test_a_broken_pack_is_named_with_its_file_and_what_is_wrong(
    tmp_path: Path, before: str, after: str, words: str
) -> None:
    assert before in EDITION
    pack = tmp_path / "cn"
    pack.mkdir()
    (pack / "2023-07-01.toml").write_text(EDITION.replace(before, after, 1), "utf-8")
    with pytest.raises(PolicyError, match=words) as broken:
        load_book(pack, ClassificationPolicy)
    assert "2023-07-01.toml" in str(broken.value)


def test_floors_and_segments_must_say_something(tmp_path: Path) -> None:
    begin, end = EDITION.index("[[floors]]"), EDITION.index("[[contagion]]")
    idle = EDITION.replace("[segments.retail]", "[segments.idle]").replace(
        "[segments.retail.", "[segments.idle."
    )
    idle = idle[idle.index("[segments.idle]") : idle.index("[provisions]")].replace(
        'kinds = ["personal", "small_micro"]', "kinds = []"
    )
    for text, words in (
        ("floors = []\n" + EDITION[:begin] + EDITION[end:], "floors: there is none"),
        (EDITION + idle, r"segments.idle.kinds: \(\) names no obligor kind"),
    ):
        with pytest.raises(PolicyError, match=words):
            load(tmp_path, text)


def load(folder: Path, text: str) -> None:
    pack = folder / "cn"
    pack.mkdir(exist_ok=True)
    (pack / "2023-07-01.toml").write_text(text, "utf-8")
    load_book(pack, ClassificationPolicy)


FLOOR = "floors {}.days: {} is not plausible, it must be 0 to 3660"
SHARE = "contagion RC-50.share: {} is not plausible, it must be 0 to 100"
PERIODS = "upgrade RC-70.periods: {} is not plausible, it must be 0 to 120"
TECHNICAL = "floors RC-10.technical_days: {} is not plausible, it must be 0 to 3660"
RATE = "provisions.rates.substandard: {} is not plausible, it must be 0 to 100"
MONTHS = "upgrade RC-70.months: {} is not plausible, it must be 0 to 120"


@pytest.mark.parametrize(
    ("before", "number", "complaint"),
    [
        ('days = { value = 1, unit = "calendar_day"', 1, None),
        (
            'days = { value = 1, unit = "calendar_day"',
            0,
            "floors RC-10.days: 0 would bind paid-up loans",
        ),
        ('days = { value = 1, unit = "calendar_day"', -1, FLOOR.format("RC-10", -1)),
        ("value = 360, unit", 3660, None),
        ("value = 360, unit", 3661, FLOOR.format("RC-40", 3661)),
        ("value = 10, unit", 0, None),
        ("value = 10, unit", -1, SHARE.format(-1)),
        ("value = 10, unit", 100, None),
        ("value = 10, unit", 101, SHARE.format(101)),
        ('periods = { value = 2, unit = "repayment_period", source = "art. 14', 0, None),
        (
            'periods = { value = 2, unit = "repayment_period", source = "art. 14',
            -1,
            PERIODS.format(-1),
        ),
        ('periods = { value = 2, unit = "repayment_period", source = "art. 14', 120, None),
        (
            'periods = { value = 2, unit = "repayment_period", source = "art. 14',
            121,
            PERIODS.format(121),
        ),
        ("value = 7, unit", 0, None),
        ("value = 7, unit", 3661, TECHNICAL.format(3661)),
        ("value = 25, unit", 2, None),
        ("value = 25, unit", 1, "provisions.rates.substandard: 1 after 2"),
        ("value = 25, unit", 101, RATE.format(101)),
        ("value = 6, unit", 0, None),
        ("value = 6, unit", -1, MONTHS.format(-1)),
        ("value = 6, unit", 120, None),
        ("value = 6, unit", 121, MONTHS.format(121)),
    ],
)
def test_a_number_is_taken_up_to_its_bounds_and_not_beyond(
    tmp_path: Path, before: str, number: int, complaint: str | None
) -> None:
    assert EDITION.count(before) == 1
    text = EDITION.replace(before, re.sub(r"value = \d+", f"value = {number}", before))
    if complaint is None:
        load(tmp_path, text)
        return
    with pytest.raises(PolicyError, match=complaint) as refused:
        load(tmp_path, text)
    assert "2023-07-01.toml" in str(refused.value)
