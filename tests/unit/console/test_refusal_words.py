"""Each code with which a service refuses a command has a Chinese name, and none else stands in the table."""

from __future__ import annotations

from typing import Any

from services.console.cli import answers
from services.console.cli.output import Output, text_of
from services.console.words.blocked import BLOCKED
from services.console.words.refusals import REFUSALS
from services.kit.conduct.shape import PACKS as CONDUCT_PACKS
from services.kit.conduct.shape import ConductPolicy
from services.kit.policy import load_book
from tests.unit.console.living import ALONE, LATE_CALL, chapter
from tests.unit.console.raised import MADE, raised
from tests.unit.console.test_life_lines import told


def test_every_code_that_a_service_raises_has_a_name_and_no_other() -> None:
    codes, making = raised()
    assert len(codes) > 350
    assert making == set(MADE), "a code made at run time: say in `raised.py` which it can be"
    assert codes - set(REFUSALS) == set()
    assert set(REFUSALS) - codes == set()


def test_every_practice_that_is_blocked_has_a_name_and_no_other() -> None:
    editions = load_book(CONDUCT_PACKS / "cn", ConductPolicy).editions
    assert set(BLOCKED) == {code for edition in editions for code in edition.blocked}
    for english, chinese in BLOCKED.values():
        assert english == english.lower()
        assert not chinese.isascii()


def refused(lang: Any, code: str) -> dict[str, str]:
    document = {
        "service": "monitoring",
        "command": "postloan.monitoring.accelerate-loan.v1",
        "command_id": "1",
        "accepted": False,
        "blocked": None,
        "reply": {"code": code, "detail": "requested_by and approved_by are both 'liu'"},
    }
    rows = answers.sheet(Output(lang=lang), document).rows
    return {text_of(row[0]): text_of(row[1]) for row in rows}


def test_a_refusal_shows_the_chinese_name_of_its_code() -> None:
    assert refused("zh", "same_person")["代码"] == "same_person 登记人与复核人为同一人"
    assert refused("both", "same_person")["Code 代码"] == "same_person 登记人与复核人为同一人"
    assert refused("en", "same_person")["Code"] == "same_person"
    assert refused("zh", "of_a_later_version")["代码"] == "of_a_later_version"


def test_a_step_that_was_refused_or_blocked_is_told_with_the_name_of_its_code() -> None:
    lines = told("zh", chapter(ALONE, "refused", "same_person", "both are liu"))
    assert lines[1].endswith("same_person 登记人与复核人为同一人")
    lines = told("both", chapter(ALONE, "refused", "same_person", "both are liu"))
    assert lines[1].endswith("  same_person")
    assert [each.strip() for each in lines[-2:]] == ["登记人与复核人为同一人", "both are liu"]
    lines = told("zh", chapter(LATE_CALL, "blocked", "QUIET_HOURS", "CC-01"))
    assert lines[1].endswith("QUIET_HOURS 静默时段联系")
