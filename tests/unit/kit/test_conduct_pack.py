"""The conduct gate's rows: one pack for all services, the bank's own in place of ours, each day its own."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from services.disposal.policy import PACKS as DISPOSAL
from services.disposal.policy import DisposalPolicy
from services.guarantee.policy import PACKS as GUARANTEE
from services.guarantee.policy import GuaranteePolicy
from services.kit.conduct.asked import Asked
from services.kit.conduct.rules import check
from services.kit.conduct.shape import PACKS, ConductPolicy
from services.kit.domain import Rejected
from services.kit.policy import PolicyError, book_of, load_book
from services.kit.quantities import DAY_MINUTES

OURS = load_book(PACKS / "cn", ConductPolicy).editions


class Settings(NamedTuple):
    """The part of the settings that chooses packs."""

    policies: Path | None = None
    pack: str = "cn"


def later(bank: Path, day: str, *change: tuple[str, str]) -> None:
    """An edition of the bank's, dated ``day``: ours with other words."""
    folder = bank / "conduct" / "cn"
    folder.mkdir(parents=True, exist_ok=True)
    [ours] = (PACKS / "cn").glob("*.toml")
    text = ours.read_text("utf-8").replace(ours.stem, day)
    for old, new in change:
        assert old in text
        text = text.replace(old, new)
    (folder / f"{day}.toml").write_text(text, "utf-8")


def test_every_edition_of_every_service_has_the_same_rows() -> None:
    for packs, shape in ((DISPOSAL, DisposalPolicy), (GUARANTEE, GuaranteePolicy)):
        for edition in load_book(packs / "cn", shape).editions:
            assert edition.conduct == OURS


def test_a_bank_replaces_the_rows_for_all_services_at_once(tmp_path: Path) -> None:
    """Rules: CC-01."""
    later(tmp_path, "2011-01-13")
    later(tmp_path, "2024-01-01", ("value = 1320", "value = 1200"))
    for name, packs, shape in (
        ("disposal", DISPOSAL, DisposalPolicy),
        ("guarantee", GUARANTEE, GuaranteePolicy),
    ):
        edition: Any = book_of(Settings(tmp_path), name, packs, shape).editions[-1]
        for day, quiet_from in (("2023-12-31", 1320), ("2024-01-01", 1200), ("2000-01-01", 1320)):
            rows = edition.conduct_on(date.fromisoformat(day))
            assert rows.hours.quiet_from.value == quiet_from
    asked = Asked("x", date(2024, 1, 1), rows, ({"at": "2024-01-01T20:00+08:00"},))
    assert check(asked) is None  # rows of 2000: the first edition
    strict = asked.__class__("x", asked.day, edition.conduct_on(asked.day), asked.said)
    block = check(strict)
    assert block is not None
    assert (block.code, strict.rules.policy_id) == ("QUIET_HOURS", "cn/2024-01-01")


def test_a_pack_of_another_name_stands_on_our_rows(tmp_path: Path) -> None:
    own = tmp_path / "disposal" / "harbour"
    shutil.copytree(DISPOSAL / "cn", own)
    for path in own.glob("*.toml"):
        path.write_text(path.read_text("utf-8").replace('"cn/', '"harbour/', 1), "utf-8")
    edition = book_of(
        Settings(tmp_path, "harbour"), "disposal", DISPOSAL, DisposalPolicy
    ).editions[0]
    assert edition.conduct == OURS


def test_broken_rows_are_named_with_their_file(tmp_path: Path) -> None:
    later(tmp_path, "2024-01-01", ('unit = "minute"', 'unit = "hour"'))
    with pytest.raises(PolicyError, match=r"conduct/cn/2024-01-01\.toml: .*minute"):
        book_of(Settings(tmp_path), "guarantee", GUARANTEE, GuaranteePolicy)


@pytest.mark.parametrize(("minute", "fine"), [(DAY_MINUTES, True), (DAY_MINUTES + 1, False)])
def test_an_hour_is_one_of_the_day(minute: int, fine: bool) -> None:
    content: dict[str, Any] = msgspec.to_builtins(OURS[0])
    content["hours"]["quiet_from"]["value"] = minute
    if fine:
        assert msgspec.convert(content, ConductPolicy).hours.quiet_from.value == minute
    else:
        with pytest.raises(msgspec.ValidationError, match=r"hours\.quiet_from"):
            msgspec.convert(content, ConductPolicy)


def test_templates_end_with_the_day_before_their_law_does() -> None:
    """Rules: COL-60."""
    for day, code in (("2020-12-31", None), ("2021-01-01", "UNAPPROVED_LETTER")):
        said = {"template_id": "NOTICE-2010", "channel": "letter"}
        block = check(Asked("x", date.fromisoformat(day), OURS[0], (said,)))
        assert (None if block is None else block.code) == code


@pytest.mark.parametrize(
    "at", ["2024-02-05T24:00+08:00", "2024-02-30T10:00+08:00", "2024-02-05T10:00+24:00"]
)
def test_an_hour_that_does_not_exist_is_refused_by_the_rules_too(at: str) -> None:
    """Rules: CC-01."""
    with pytest.raises(Rejected, match=f"instant_unreal.*at '{re.escape(at)}'.*CC-01"):
        OURS[0].local(at)
