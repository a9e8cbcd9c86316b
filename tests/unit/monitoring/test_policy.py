"""Monitoring's policy pack: editions that load, cover the years, and are never edited."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from services.kit.policy import PolicyError, load_book
from services.monitoring.domain.terms import terms_of
from services.monitoring.policy import PACKS, MonitoringPolicy, edition_for
from tests.unit.monitoring.bank import POLICIES

EDITION = (PACKS / "cn" / "1996-08-01.toml").read_text("utf-8")


def _load(folder: Path, text: str) -> None:
    pack = folder / "cn"
    pack.mkdir()
    (pack / "1996-08-01.toml").write_text(text, "utf-8")
    load_book(pack, MonitoringPolicy)


def test_no_edition_was_edited_after_its_hash_was_recorded() -> None:
    recorded = dict(
        reversed(line.split())  # type: ignore[arg-type]
        for line in (PACKS / "HASHES").read_text("utf-8").splitlines()
    )
    found = {
        path.relative_to(PACKS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(PACKS.glob("*/*.toml"))
    }
    assert found
    assert found == recorded


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(1990, 1, 1), "cn/1996-08-01"),
        (date(2010, 2, 11), "cn/1996-08-01"),
        (date(2010, 2, 12), "cn/2010-02-12"),
        (date(2026, 1, 1), "cn/2010-02-12"),
    ],
)
def test_every_day_of_disbursement_has_an_edition(day: date, edition: str) -> None:
    assert edition_for(POLICIES, day).policy_id == edition


def test_the_edition_of_2010_repeats_the_ledger_s_numbers_of_1996() -> None:
    old, new = POLICIES.editions
    assert (old.stages, old.products) == (new.stages, new.products)
    assert (set(old.acts), old.file) == ({"accelerate-loan"}, None)
    assert old.acts["accelerate-loan"] == new.acts["accelerate-loan"]


def test_a_product_without_terms_of_its_own_has_the_default_ones() -> None:
    terms = terms_of(POLICIES.editions[0], "consumer")
    assert (terms.day_count, terms.grace_days) == ("due_day_zero", 0)
    assert terms.allocation == ("cost", "fee", "interest", "penalty", "principal")


def test_a_product_may_have_terms_of_its_own(tmp_path: Path) -> None:
    own = EDITION + EDITION[EDITION.index("[products.default.day_count]") :].replace(
        "products.default", "products.micro"
    ).replace("due_day_zero", "due_day_one").replace("value = 0", "value = 3")
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn" / "1996-08-01.toml").write_text(own, "utf-8")
    policy = load_book(tmp_path / "cn", MonitoringPolicy).editions[0]
    micro = terms_of(policy, "micro")
    assert (micro.day_count, micro.grace_days) == ("due_day_one", 3)
    assert terms_of(policy, "consumer").grace_days == 0


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("products.default", "products.other", "'default' is missing"),
        ('value = "due_day_zero"', 'value = "due_day_two"', "due_day_two"),
        ('"penalty", "principal"]', '"principal"]', "must name every component once"),
        ('"penalty", "principal"]', '"principal", "principal"]', "every component once"),
        ('unit = "calendar_day"', 'unit = "month"', "unit is 'month'"),
        ("{ value = 31,", "{ value = 1,", "must rise"),
        ("{ value = 61,", "{ value = 30,", "stages: first day 30 comes after first day 31"),
        ('name = "M2"', 'name = "M1"', "stages: 'M1' stands twice"),
        ('name = "M2"', 'name = "current"', "stages: 'current' is reserved"),
        ('name = "M2"', 'name = ""', "stages: '' must have 1 to 200"),
        ('name = "M2"', 'name = "M2 "', "stages: 'M2 ' must have 1 to 200"),
        ('name = "M2"', f'name = "{"M" * 201}"', "must have 1 to 200"),
        ('unit = "day_past_due"', 'unit = "day"', "unit is 'day'"),
    ],
)
def test_a_pack_that_can_t_be_used_is_refused_with_the_reason(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    assert old in EDITION
    with pytest.raises(PolicyError, match=complaint):
        _load(tmp_path, EDITION.replace(old, new, 1 if "{ value" in old or "name" in old else -1))


GRACE = "products.default.grace: {} is not plausible, it must be 0 to 366"
FIRST = "stages M1.from_day: {} is not plausible, it must be 1 to 3660"
LAST = "stages M7[+].from_day: {} is not plausible, it must be 1 to 3660"


@pytest.mark.parametrize(
    ("old", "new", "number", "complaint"),
    [
        ("value = 0\nunit", "value = {}\nunit", 0, None),
        ("value = 0\nunit", "value = {}\nunit", -1, GRACE),
        ("value = 0\nunit", "value = {}\nunit", 366, None),
        ("value = 0\nunit", "value = {}\nunit", 367, GRACE),
        ("value = 0\nunit", "value = {}\nunit", 99_999_999, GRACE),
        ("{ value = 1,", "{{ value = {},", 1, None),
        ("{ value = 1,", "{{ value = {},", 0, FIRST),
        ("{ value = 181,", "{{ value = {},", 3660, None),
        ("{ value = 181,", "{{ value = {},", 3661, LAST),
    ],
)
def test_a_number_is_taken_up_to_its_bounds_and_not_beyond(
    tmp_path: Path, old: str, new: str, number: int, complaint: str | None
) -> None:
    assert old in EDITION
    text = EDITION.replace(old, new.format(number))
    if complaint is None:
        _load(tmp_path, text)
        return
    with pytest.raises(PolicyError, match=complaint.format(number)) as refused:
        _load(tmp_path, text)
    assert "1996-08-01.toml" in str(refused.value)


@pytest.mark.parametrize(("length", "fits"), [(200, True), (201, False)])
def test_a_product_s_name_is_one_that_a_message_can_carry(
    tmp_path: Path, length: int, fits: bool
) -> None:
    terms = EDITION[EDITION.index("[products.default.day_count]") :]
    text = EDITION + terms.replace("products.default", f"products.{'p' * length}")
    if fits:
        _load(tmp_path, text)
        return
    with pytest.raises(PolicyError, match=r"products: 'p+' must have 1 to 200"):
        _load(tmp_path, text)


def test_every_number_of_the_pack_names_its_source() -> None:
    for edition in POLICIES.editions:
        sources = [stage.from_day.source for stage in edition.stages]
        for terms in edition.products.values():
            sources += [terms.day_count.source, terms.grace.source, terms.allocation.source]
        assert all(len(source) > 20 for source in sources)
