"""What is due over all loans: the services' own words, overdue first, bounded."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from services.audit.duties import AT_ONCE, COMING, OVERDUE, Agenda, Duty, duties
from services.audit.knowledge import StreamName
from services.audit.registry import REGISTRY
from tests.lives.playing import played
from tests.lives.whole_life import until
from tests.lives.whole_life_end import written_off
from tests.town import Town

DAY = date(2024, 7, 1)
RULE = re.compile(r"[A-Z]+[-.][0-9]+")
"""How a number of the catalogue or the regulations begins: LIT-06, LM-01, B.3."""


def obligors(town: Town) -> dict[str, dict[StreamName, list[Any]]]:
    """All streams by obligor, as the library reads them."""
    found: dict[str, dict[StreamName, list[Any]]] = defaultdict(dict)
    for name, house in town.houses.items():
        for row in house.writer.rows:
            if REGISTRY.kind(name, row.stream) is not None:
                stored = row.version, (row.type, row.schema_version, row.payload)
                found[row.key].setdefault((name, row.stream), []).append(stored)
    return found


def due_on(day: date) -> list[Duty]:
    """L-4801's duties, in the order of the list."""
    found = [
        duty
        for obligor_id, streams in obligors(played("l-4801")).items()
        for duty in duties(REGISTRY, obligor_id, streams, day)
    ]
    return sorted(found, key=lambda each: each.order)


@pytest.mark.parametrize(
    ("day", "on", "service", "what"),
    [
        ("2023-12-05", "2023-12-30", "monitoring", "next_inspection"),
        ("2024-03-22", "2024-03-25", "collection", "second_visit"),
        ("2024-03-22", "2024-03-27", "collection", "demand_notice"),
        ("2024-04-01", "2024-04-03", "collection", "hand_over"),
        ("2024-06-19", "2027-03-28", "guarantee", "claim_again"),
        ("2024-07-01", "2024-07-28", "litigation", "sue_after_preservation"),
        ("2025-03-10", "2027-03-05", "disposal", "dispose_of_asset"),
    ],
)
def test_every_service_tells_what_is_due_in_two_languages(
    day: str, on: str, service: str, what: str
) -> None:
    open_ = due_on(date.fromisoformat(day))
    duty, *_ = [each for each in open_ if (each.service, each.what) == (service, what)]
    assert duty.on == date.fromisoformat(on)
    assert (duty.loan_id, duty.obligor_id) == ("L-4801", "C-0007")
    assert duty.rule is not None
    assert RULE.match(duty.rule)
    english, chinese = duty.words
    assert english != what
    assert not chinese.isascii()


def test_what_is_shown_as_an_article_is_one_of_law_and_no_number_of_a_rule() -> None:
    months = [date(year, month, 15) for year in (2023, 2024, 2025) for month in range(1, 13)]
    days = [*months, date(2024, 6, 26), date(2024, 6, 28), date(2024, 7, 8), date(2024, 9, 20)]
    days.append(date(2025, 6, 10))  # assessed, and no route chosen
    found = {(each.service, each.what): each for day in days for each in due_on(day)}
    assert {service for service, _ in found} >= {
        "monitoring",
        "collection",
        "guarantee",
        "litigation",
        "disposal",
    }
    for each in found.values():
        assert each.rule is not None
        assert RULE.match(each.rule), each
        assert each.article is None or not RULE.match(each.article), each
    assert found["litigation", "limitation_of_claim"].article == "民法典 art. 188"
    assert found["litigation", "sue_after_preservation"].article == "民事诉讼法 art. 104"
    assert found["litigation", "renew_preservation"].article == "财产保全规定 art. 18"
    assert found["litigation", "court_judges"].article == "民事诉讼法 art. 152"
    assert found["disposal", "dispose_of_asset"].article == "银行抵债资产管理办法 art. 18"
    assert found["disposal", "stock_take"].article == "银行抵债资产管理办法"
    assert found["disposal", "special_audit"].article == "金融企业呆账核销管理办法"
    assert found["disposal", "select_route"].article is None  # the bank's own


def test_the_document_of_the_loan_says_the_same() -> None:
    for day in (date(2024, 3, 22), DAY, date(2025, 3, 10)):
        shown = played("l-4801").loan("L-4801", day)
        told = {
            (name, each["what"], each["on"])
            for name, part in (*shown.items(), ("monitoring", shown["monitoring"]["file"]))
            if isinstance(part, dict)
            for each in part.get("due", ())
        }
        assert told
        listed = {(d.service, d.what, d.on and d.on.isoformat()) for d in due_on(day)}
        assert listed == told


def _duty(on: date | None, what: str = "w") -> Duty:
    rank = AT_ONCE if on is None else OVERDUE if on < DAY else COMING
    return Duty(rank, on, "collection", "L-1", what, "", "C-1", "R-1", None, ("e", "z"))


def test_overdue_comes_first_then_what_has_no_term_then_what_falls_due() -> None:
    agenda = Agenda(DAY, 30, 10)
    days = [DAY, None, DAY - timedelta(days=1), DAY + timedelta(days=30), DAY - timedelta(days=9)]
    for each in days:
        agenda.add(_duty(each))
    found = agenda.result()
    assert [(each["on"], each["overdue"]) for each in found["due"]] == [
        ("2024-06-22", True),
        ("2024-06-30", True),
        (None, False),
        ("2024-07-01", False),
        ("2024-07-31", False),
    ]
    assert (found["total"], found["overdue"], found["later"], found["more"]) == (5, 2, 0, False)


def test_what_lies_beyond_the_days_asked_for_is_counted_and_not_listed() -> None:
    agenda = Agenda(DAY, 0, 10)
    agenda.add(_duty(DAY + timedelta(days=1)))
    found = agenda.result()
    assert (found["due"], found["total"], found["later"]) == ([], 0, 1)
    assert Agenda(date.max, 30, 1).until == date.max


def test_a_limit_keeps_the_most_urgent_whatever_the_order_they_come_in() -> None:
    agenda = Agenda(DAY, 400, 3)
    for number in (7, 3, 11, 5, 1, 9, 2, 12, 4, 10, 8, 6, 14, 13):
        agenda.add(_duty(DAY + timedelta(days=number)))
    found = agenda.result()
    assert [each["on"] for each in found["due"]] == ["2024-07-02", "2024-07-03", "2024-07-04"]
    assert (found["total"], found["more"]) == (14, True)


@pytest.mark.parametrize(
    ("day", "missed"), [("2025-06-29", False), ("2025-06-30", True), ("2025-07-01", True)]
)
def test_a_duty_that_was_missed_is_overdue_counted_and_first_on_its_last_day(
    day: str, missed: bool
) -> None:
    """The stock-take of 30 June 2025 was not made when that day ended; the next is in September."""
    life, on = until(written_off), date.fromisoformat(day)
    life.to(on + timedelta(days=1))
    agenda = Agenda(on, 100, 200)
    for obligor_id, streams in obligors(life.town).items():
        for duty in duties(REGISTRY, obligor_id, streams, on):
            agenda.add(duty)
    found = agenda.result()
    rows = [each for each in found["due"] if each["what"] == "stock_take"]
    assert [(r["on"], r["overdue"]) for r in rows if r["on"] <= "2025-06-30"] == [
        ("2025-06-30", missed)
    ]
    assert found["overdue"] == sum(each["overdue"] for each in found["due"])
    order = [each["overdue"] for each in found["due"]]
    assert order == sorted(order, reverse=True)
