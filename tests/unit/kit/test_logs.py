"""Logs: JSON lines, and nothing in them by which a person could be known."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contracts.corebank import RepaymentReceived
from contracts.errors import ContractError
from services.kit.masking import LONGEST, mask, masked

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("110101199003074578", "******4578"),
        ("id card 11010119900307457X.", "id card ******457X."),
        ("110101 19900307 457x", "******457x"),
        ("old card 110101900307457", "old card ******7457"),
        ("13812345678", "******5678"),
        ("手机13812345678号", "手机******5678号"),
        ("+8613812345678", "+******5678"),
        ("86-13812345678", "86-******5678"),
        ("138-1234-5678", "******5678"),
        ("138 1234 5678", "******5678"),
        ("tel-13812345678", "tel-******5678"),
        ("phone13812345678", "phone******5678"),
        ("１３８１２３４５６７８", "******５６７８"),
        ("010-12345678", "******5678"),
        ("6222021234567890", "******7890"),
        ("账号6222021234567890123元", "账号******0123元"),
        ("6222 0212 3456 7890 123", "****** 123"),
        ("(6222021234567890123)", "(******0123)"),
        (r"'\n13812345678'", r"'\n******5678'"),
        (r"\u5f20\u4e0913812345678", r"\u5f20\u4e09******5678"),
        ("write to li.si@bank.example.cn", "write to ***"),
    ],
)
def test_long_personal_numbers_keep_four_digits(text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "101000068",
        "loan 101000068",
        "L-101000068",
        "loan-L-101000068 waits behind a failure",
        "L-101000068-R001",
        "C-10100054",
        "L-20240101000012345678",
        "e4d8c37d-7d17-52cc-96c3-022ab624beb0",
        "446a6655-1234-4716-a716-446655440000",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "12345678901.23 CNY",
        "took 0.30000000000000004 s",
        "2024-06-30T09:00:00.123456+08:00",
        "2024-06-30",
        "shard 3: position 123456 is missing, found 123458",
        "topic corebank.loan.v1 partition 3 offset 1234567890",
        "name 'x' is not defined",
        "filename=a.py",
    ],
)
def test_loan_and_obligor_numbers_and_technical_ones_stay_readable(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("name='张三', phone=None", "name=***, phone=None"),
        ('{"customer_name": "Zhang \\"San\\"", "age": 3}', '{"customer_name": ***, "age": 3}'),
        ("客户姓名：张三，手机：12345", "客户姓名：***，手机：***"),
        ('{"payer": {"kind": "court", "id": "P 9"}, "x": 1}', '{"payer": ***, "x": 1}'),
        ("f(payer=Payer(kind='borrower', id='李四'), x=1)", "f(payer=***, x=1)"),
        ("card_no: 12 and more", "card_no: *** and more"),
        (
            "1 error\npayer.id\n  no [type=x, input_value='张三', input_type=str]",
            "1 error\npayer.id\n  no [type=x, input_value=***, input_type=str]",
        ),
    ],
)
def test_what_stands_under_a_personal_name_is_hidden_in_texts(text: str, shown: str) -> None:
    assert mask(text) == shown


def test_a_contract_error_does_not_quote_a_payer() -> None:
    error = ContractError("identifier_format", "payer.id", "张 三", "no white space")
    assert mask(str(error)) == "payer.id: no white space [rule identifier_format, value ***]"
    other = ContractError("choice_unknown", "payer.kind", "bank", "not one of the list")
    assert mask(str(other)) == str(other)


def test_a_whole_message_in_an_exception_shows_its_loan_and_not_its_payer() -> None:
    message = RepaymentReceived.model_validate(
        {
            "loan_id": "L-101000068",
            "obligor_id": "C-10100054",
            "receipt_id": "R-1",
            "amount": {"amount": "5.00", "currency": "CNY"},
            "value_date": "2024-03-20",
            "booked_on": "2024-03-20",
            "payer": {"kind": "guarantor", "id": "李四"},
        }
    )
    for text in (repr(message), message.to_payload().decode(), str(message.model_dump())):
        shown = mask(f"handler_failed: {text}")
        assert "李四" not in shown
        assert "L-101000068" in shown
        assert "C-10100054" in shown


class Card(msgspec.Struct):
    """Something that only its own words describe."""

    phone: str
    loan_id: str


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("phone", 13812345678, "***"),
        ("ID-Card", "x", "***"),
        ("payer", {"kind": "court", "id": "P9"}, {"kind": "court", "id": "***"}),
        ("who", [{"name": "张三", "loan_id": "L-1"}], [{"name": "***", "loan_id": "L-1"}]),
        ("n", 13812345678, "******5678"),
        ("n", 1234567890, 1234567890),
        ("hlc", 112233445566778899, 112233445566778899),
        ("loan_id", "110101199003074578", "110101199003074578"),
        ("raw", b"tel 13812345678", "tel ******5678"),
        ("error", ValueError("phone: 13812345678"), "ValueError: phone: ***"),
        ("card", Card("138", "L-1"), "Card(phone=***, loan_id='L-1')"),
        ("seconds", 0.25, 0.25),
        ("name", None, None),
    ],
)
def test_values_are_masked_with_everything_that_they_hold(
    name: str, value: Any, shown: Any
) -> None:
    assert masked(value, name) == shown


def test_a_value_that_holds_itself_comes_to_an_end() -> None:
    ring: dict[str, Any] = {"phone": "13812345678"}
    ring["ring"] = ring
    assert "13812345678" not in json.dumps(masked(ring))


@pytest.mark.parametrize("piece", ["payer={", "payer.x: [rule ", "6222 ", "a-", "a.", 'name="\\'])
def test_no_text_takes_long(piece: str) -> None:
    begun = time.perf_counter()
    shown = mask(piece * 50_000)
    assert time.perf_counter() - begun < 1
    assert len(shown) < LONGEST + 100


SCRIPT = """
import logging, structlog
from services.kit import logs
logs.configure("monitoring")
log = structlog.get_logger()
log.error("parked", loan_id="L-101000068", detail="tel 13812345678", payer={"kind": "court", "id": "9"})
try:
    raise ValueError("name='李四' 110101199003074578")
except ValueError:
    log.exception("failed")
    logging.getLogger("a.library").warning("called %s", "13812345678", exc_info=True)
logging.getLogger("a.library").info("nobody wants to know")
"""


def test_lines_are_json_with_the_service_and_masked_also_those_of_libraries() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == ""
    parked, failed, library = [json.loads(line) for line in done.stderr.splitlines()]
    for line in (parked, failed, library):
        assert line["service"] == "monitoring"
        assert line["timestamp"].endswith("Z")
    assert (parked["event"], parked["level"]) == ("parked", "error")
    assert parked["loan_id"] == "L-101000068"
    assert parked["detail"] == "tel ******5678"
    assert parked["payer"] == {"kind": "court", "id": "***"}
    assert "ValueError: name=*** ******4578" in failed["exception"]
    assert (library["logger"], library["level"]) == ("a.library", "warning")
    assert library["event"] == "called ******5678"
    assert "李四" not in library["exception"]
