"""Dated editions of a rule's numbers: which one is in force, and what can be wrong with a pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.policy import (
    Choice,
    Policy,
    PolicyBook,
    PolicyError,
    Quantity,
    book_of,
    load_book,
)

DAY = timedelta(days=1)


class Terms(Policy, frozen=True, kw_only=True):
    """A pack of one number and one choice."""

    grace: Quantity
    count: Choice


@dataclass(frozen=True)
class Settings:
    """The part of the settings that chooses a pack."""

    pack: str = "cn"
    policies: Path | None = None


def edition(day: str, grace: int = 3, pack: str = "cn") -> str:
    return (
        f'policy_id = "{pack}/{day}"\n'
        f"effective_from = {day}\n"
        f'grace = {{ value = {grace}, unit = "calendar_day", source = "art. 1 [found]" }}\n'
        'count = { value = "due_day_zero", source = "art. 2 [known]" }\n'
    )


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Three editions."""
    for day, grace in (("2007-07-03", 1), ("2019-01-01", 2), ("2023-07-01", 3)):
        write(tmp_path / "own" / "cn", f"{day}.toml", edition(day, grace))
    return tmp_path / "own" / "cn"


def on(text: str) -> date:
    return date.fromisoformat(text)


# -- which edition is in force ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "grace"),
    [
        ("2007-07-03", 1),
        ("2018-12-31", 1),
        ("2019-01-01", 2),
        ("2023-06-30", 2),
        ("2023-07-01", 3),
        ("2099-12-31", 3),
    ],
)
def test_an_edition_is_in_force_from_its_day_until_the_next_ones(
    pack: Path, day: str, grace: int
) -> None:
    assert load_book(pack, Terms).in_force(on(day)).grace.value == grace


def test_before_the_first_edition_nothing_is_in_force(pack: Path) -> None:
    with pytest.raises(
        PolicyError, match="no edition in force on 2007-07-02: the first is cn/2007"
    ):
        load_book(pack, Terms).in_force(on("2007-07-02"))


def test_editions_come_in_the_order_of_their_days(pack: Path) -> None:
    book = load_book(pack, Terms)
    ids = [each.policy_id for each in book.editions]
    assert ids == ["cn/2007-07-03", "cn/2019-01-01", "cn/2023-07-01"]
    assert PolicyBook(tuple(reversed(book.editions))).editions == book.editions


@given(st.sets(st.dates(date(1990, 1, 1), date(2100, 1, 1)), min_size=1, max_size=8), st.data())
def test_both_sides_of_every_first_day(first_days: set[date], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(sorted(first_days)))
    book = PolicyBook(tuple(Policy(policy_id=f"x/{day}", effective_from=day) for day in shuffled))
    ordered = sorted(first_days)
    for place, day in enumerate(ordered):
        assert book.in_force(day).effective_from == day
        if place:
            assert book.in_force(day - DAY).effective_from == ordered[place - 1]
        else:
            with pytest.raises(PolicyError):
                book.in_force(day - DAY)


def test_a_book_needs_an_edition() -> None:
    with pytest.raises(PolicyError, match="at least one edition"):
        PolicyBook(())


# -- what can be wrong with a pack --------------------------------------------------------------

GOOD = edition("2019-01-01")
WRONG = {
    "not TOML": ("2019-01-01.toml", "grace = = 3", r"2019-01-01\.toml: not valid TOML: .*line 1"),
    "not UTF-8": ("2019-01-01.toml", None, r"2019-01-01\.toml: not valid TOML"),
    "no date for a name": ("latest.toml", GOOD, r"latest\.toml: .*its date, YYYY-MM-DD\.toml"),
    "a date written otherwise": ("2019-1-1.toml", GOOD, r"2019-1-1\.toml: .*YYYY-MM-DD\.toml"),
    "another pack's id": (
        "2019-01-01.toml",
        edition("2019-01-01", pack="us"),
        r"policy_id is 'us/2019-01-01', expected 'cn/2019-01-01'",
    ),
    "another day's id": (
        "2019-01-02.toml",
        GOOD,
        r"2019-01-02\.toml: policy_id is 'cn/2019-01-01', expected 'cn/2019-01-02'",
    ),
    "another first day": (
        "2019-01-01.toml",
        GOOD.replace("effective_from = 2019-01-01", "effective_from = 2019-02-01"),
        r"effective_from is 2019-02-01, not 2019-01-01",
    ),
    "no first day": (
        "2019-01-01.toml",
        GOOD.replace("effective_from = 2019-01-01\n", ""),
        r"2019-01-01\.toml: .*effective_from",
    ),
    "a field nobody knows": ("2019-01-01.toml", GOOD + "colour = 3\n", r"colour"),
    "a field missing": (
        "2019-01-01.toml",
        "\n".join(line for line in GOOD.splitlines() if not line.startswith("count")),
        r"missing required field `count`",
    ),
    "a number without unit": (
        "2019-01-01.toml",
        GOOD.replace(', unit = "calendar_day"', ""),
        r"missing required field `unit` - at `\$\.grace`",
    ),
    "a number without source": (
        "2019-01-01.toml",
        GOOD.replace(', source = "art. 1 [found]"', ""),
        r"missing required field `source` - at `\$\.grace`",
    ),
    "a bare number": (
        "2019-01-01.toml",
        GOOD.replace('{ value = 3, unit = "calendar_day", source = "art. 1 [found]" }', "3"),
        r"`object`, got `int` - at `\$\.grace`",
    ),
    "a choice without source": (
        "2019-01-01.toml",
        GOOD.replace(', source = "art. 2 [known]"', ""),
        r"missing required field `source` - at `\$\.count`",
    ),
    "a fraction": (
        "2019-01-01.toml",
        GOOD.replace("value = 3", "value = 3.5"),
        r"`int`, got `float` - at `\$\.grace\.value`",
    ),
    "a number as text": (
        "2019-01-01.toml",
        GOOD.replace("value = 3", 'value = "3"'),
        r"`int`, got `str` - at `\$\.grace\.value`",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_broken_edition_is_refused_by_name_and_reason(tmp_path: Path, case: str) -> None:
    name, text, message = WRONG[case]
    folder = write(tmp_path / "cn", name, text or "")
    if text is None:
        (folder / name).write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(PolicyError, match=message) as refused:
        load_book(folder, Terms)
    assert str(folder / name) in str(refused.value)


@pytest.mark.parametrize(
    ("day", "fits"),
    [("1899-12-31", False), ("1900-01-01", True), ("2199-12-31", True), ("2200-01-01", False)],
)
def test_an_edition_begins_in_a_plausible_year(tmp_path: Path, day: str, fits: bool) -> None:
    folder = write(tmp_path / "cn", f"{day}.toml", edition(day))
    if fits:
        assert load_book(folder, Terms).editions[0].effective_from == on(day)
        return
    with pytest.raises(PolicyError, match=f"effective_from: {day} is not plausible"):
        load_book(folder, Terms)


def test_a_pack_that_is_not_there_or_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"cn is not a directory"):
        load_book(tmp_path / "cn", Terms)
    write(tmp_path / "cn", "readme.txt", "nothing")
    with pytest.raises(PolicyError, match=r"holds no edition \(YYYY-MM-DD\.toml\)"):
        load_book(tmp_path / "cn", Terms)


# -- the pack that the settings name ------------------------------------------------------------


def test_our_pack_serves_when_the_bank_has_none(pack: Path, tmp_path: Path) -> None:
    own = pack.parent
    ours = load_book(pack, Terms).editions
    assert book_of(Settings(), "monitoring", own, Terms).editions == ours
    bank = tmp_path / "bank"
    bank.mkdir()
    assert book_of(Settings(policies=bank), "monitoring", own, Terms).editions == ours


def test_the_banks_own_pack_stands_in_the_place_of_ours(pack: Path, tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    write(bank / "monitoring" / "cn", "2020-01-01.toml", edition("2020-01-01", 9))
    write(bank / "monitoring" / "rural", "2021-01-01.toml", edition("2021-01-01", 7, "rural"))
    book = book_of(Settings(policies=bank), "monitoring", pack.parent, Terms)
    assert [each.policy_id for each in book.editions] == ["cn/2020-01-01"]
    rural = book_of(Settings("rural", bank), "monitoring", pack.parent, Terms)
    assert rural.in_force(on("2024-01-01")).grace.value == 7
    other = book_of(Settings(policies=bank), "classification", pack.parent, Terms)
    assert other.editions == load_book(pack, Terms).editions


def test_a_banks_broken_pack_is_no_reason_to_take_ours(pack: Path, tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    write(bank / "monitoring" / "cn", "2020-01-01.toml", "grace = 3")
    with pytest.raises(PolicyError, match=r"2020-01-01\.toml"):
        book_of(Settings(policies=bank), "monitoring", pack.parent, Terms)


def test_a_pack_that_nobody_has_is_refused(pack: Path, tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no policy pack 'us' for monitoring, neither ours nor"):
        book_of(Settings("us"), "monitoring", pack.parent, Terms)
    with pytest.raises(PolicyError, match=r"policies: .*nowhere is not a directory"):
        book_of(Settings(policies=tmp_path / "nowhere"), "monitoring", pack.parent, Terms)


def test_a_number_without_its_source_is_refused(tmp_path: Path) -> None:
    text = edition("2023-07-01").replace("art. 1 [found]", "")
    write(tmp_path / "cn", "2023-07-01.toml", text)
    with pytest.raises(PolicyError, match=r"2023-07-01\.toml: .*source"):
        load_book(tmp_path / "cn", Terms)


def test_an_edition_that_is_a_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "cn" / "2023-07-01.toml").mkdir(parents=True)
    with pytest.raises(PolicyError, match=r"2023-07-01\.toml: can't be read: Is a directory"):
        load_book(tmp_path / "cn", Terms)


@pytest.mark.parametrize("name", ["classificaton", "Monitoring", "policies"])
def test_a_misspelt_folder_does_not_silently_mean_our_pack(
    name: str, pack: Path, tmp_path: Path
) -> None:
    bank = tmp_path / "bank"
    (bank / name / pack.name).mkdir(parents=True)
    with pytest.raises(PolicyError, match=f"{name} is no service's folder"):
        book_of(Settings(policies=bank), "monitoring", pack.parent, Terms)


@pytest.mark.parametrize("suffix", [".TOML", ".toml.bak", ".toml~"])
def test_an_edition_that_would_not_be_read_is_named(suffix: str, pack: Path) -> None:
    first = next(pack.glob("*.toml"))
    (pack / f"2030-01-01{suffix}").write_text(first.read_text("utf-8"), "utf-8")
    with pytest.raises(PolicyError, match="not read"):
        load_book(pack, Terms)
