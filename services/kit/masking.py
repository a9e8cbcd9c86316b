"""Personal data out of what people and collectors read: logs and span attributes.

Two ways lead to it. By name: what stands under a personal name (``phone``, ``payer``, 身份证号 ...) is
hidden whole, in nested values and inside texts such as an exception's. By shape: long numbers
(identity cards, telephones, accounts, cards) keep their last four digits, wherever they stand. Loan,
obligor and event numbers stay readable: the fields that hold them are left alone, and in texts a
number that is joined to letters (``L-101000068``) is one of ours unless its letters say otherwise
(``tel-138...``). A person's name in free text can't be recognised; rules put none into their texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from datetime import date
from typing import Any
from uuid import UUID

HIDDEN = "***"
LONG = 11  # digits: a mobile number has 11, identity cards 15 or 18, accounts 12 to 19 and more
DEPTH_MAX = 6

OURS = frozenset(
    {"loan_id", "obligor_id", "stream", "event_id", "letter", "causation_id", "correlation_id"}
    | {"trace_id", "kept_trace_id", "topic", "timestamp", "level", "service", "logger"}
)
NUMBERS = frozenset({"hlc", "position", "offset", "timestamp_ms", "next_offset"})
# fmt: off
_WORDS = (
    "name", "full_name", "customer_name", "obligor_name", "borrower_name", "guarantor_name",
    "contact_name", "payer_name", "contact", "phone", "phone_number", "mobile", "mobile_number",
    "telephone", "tel", "email", "address", "home_address", "id_card", "id_card_number",
    "id_card_no", "id_number", "id_no", "identity_card", "identity_number", "identity_no",
    "passport", "account", "account_number", "account_no", "account_id", "bank_account",
    "bank_card", "card_number", "card_no", "iban", "payer_id", "payer_account",
    "姓名", "户名", "联系人", "手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "身份证",
    "身份证号", "身份证号码", "证件号码", "账号", "帐号", "账户", "卡号", "银行卡号", "地址", "住址",
    "家庭住址", "邮箱",
)
# fmt: on
PERSONAL = frozenset(_WORDS)
_NAMES = "|".join(sorted((word.replace("_", "[_ -]?") for word in _WORDS), key=len, reverse=True))

# "phone": "...", phone='...', 姓名:... in a text; a quoted value to its closing quote.
_VALUE = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;，；。)}\]'"]+"""
_KEYED = re.compile(
    rf"""((?<![A-Za-z\d_])["']?(?:{_NAMES})["']?\s*[:=：＝]\s*)(?!None\b|null\b)(?:{_VALUE})""",
    re.IGNORECASE,
)
# The whole group of who paid: {"kind": ..., "id": ...} or Payer(kind=..., id=...).
_PAYER = re.compile(r"""(["']?payer["']?\s*[:=]\s*)(?:\{[^{}]*\}|Payer\([^()]*\))""")
# A contract error about a personal field, and pydantic's own words about one, quote the value.
_PLACE = rf"(?:[\w\[\]]+\.){{0,8}}(?:payer(?!\.kind)(?:\.\w+)?|{_NAMES})"
_QUOTED = re.compile(
    rf"((?<![\w.]){_PLACE}: [^\n]{{0,300}}?\[rule \w+, value )[^\n]{{0,300}}?(\](?=\s|\)|$))"
)
_REPORTED = re.compile(rf"(?m)(^{_PLACE}\n[^\n]*?input_value=)[^\n]*?(, input_type)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)
# Groups of digits: 138 1234 5678, 010-12345678, 6222 0212 3456 7890 123, 110101 19900307 457X.
_GROUPED = re.compile(
    r"(?<![A-Za-z\d.-])(?:"
    r"1[3-9]\d[ -]\d{4}[ -]\d{4}|0\d{2,3}-\d{7,8}|\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,4})?"
    r"|\d{6}[ -]\d{8}[ -]\d{3}[\dXx])(?![A-Za-z\d-])"
)
_TOKEN = re.compile(rf"(?<![A-Za-z\d_-])[A-Za-z\d_-]{{{LONG},}}")
_MACHINE = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32,}", re.IGNORECASE)
_RUN = re.compile(rf"\d{{17}}[Xx]|\d{{{LONG},}}")
_TELLS = re.compile(r"(?:^|[_-])(?:tel|phone|mobile|id|idcard|card|acct|account|no)[_-]?$", re.I)
_ESCAPE = re.compile(r"[nrtfv]|u[0-9a-f]{4}|x[0-9a-f]{2}", re.IGNORECASE)
_AMOUNT = re.compile(r"\.\d{2}(?!\d)")
_AMOUNT_DIGITS_MAX = 15
LONGEST = 50_000  # characters: beyond, a text is a payload and is cut


def mask(text: str) -> str:
    """The text without what names or shapes give away as personal."""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]} ... ({len(text)} characters)"
    if "payer" in text:
        text = _PAYER.sub(rf"\1{HIDDEN}", text)
    if "[rule " in text:
        text = _QUOTED.sub(rf"\1{HIDDEN}\2", text)
    if "input_value=" in text:
        text = _REPORTED.sub(rf"\1{HIDDEN}\2", text)
    text = _KEYED.sub(rf"\1{HIDDEN}", text)
    if "@" in text:
        text = _EMAIL.sub(HIDDEN, text)
    text = _GROUPED.sub(lambda found: _ended(found[0]), text)
    return _TOKEN.sub(_token, text)


def masked(value: Any, name: str = "", depth: int = 0) -> Any:
    """A value as it may be logged under ``name``, with everything that it holds."""
    if value is None or isinstance(value, bool | float) or name in OURS:
        return value
    if name.lower().replace("-", "_") in PERSONAL:
        return HIDDEN
    if isinstance(value, int):
        return value if name in NUMBERS or abs(value) < 10 ** (LONG - 1) else mask(str(value))
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, bytes | bytearray):
        return mask(value.decode("utf-8", "backslashreplace"))
    if isinstance(value, BaseException):
        return mask(f"{type(value).__name__}: {value}")
    if isinstance(value, UUID | date):
        return str(value)
    return _group(value, name, depth)


def _group(value: Any, name: str, depth: int) -> Any:
    """A value that holds others, or one of a kind that only its own words describe."""
    if depth < DEPTH_MAX and isinstance(value, Mapping):
        if name == "payer":
            return {str(key): each if key == "kind" else HIDDEN for key, each in value.items()}
        return {str(key): masked(each, str(key), depth + 1) for key, each in value.items()}
    if depth < DEPTH_MAX and isinstance(value, list | tuple | Set):
        return [masked(each, name, depth + 1) for each in value]
    return mask(repr(value))


def _token(found: re.Match[str]) -> str:
    """A run of letters, digits and hyphens that is long enough to hold a personal number."""
    token, text = found[0], found.string
    if _MACHINE.fullmatch(token):
        return token
    before = text[max(0, found.start() - 1) : found.start()]
    if token.isdigit() and (
        before == "." or (_AMOUNT.match(text, found.end()) and len(token) <= _AMOUNT_DIGITS_MAX)
    ):
        return token  # decimals of a number, or an amount of money
    escape = _ESCAPE.match(token) if before == "\\" else None  # \n in a text in quotes
    start = escape.end() if escape else 0
    return token[:start] + _RUN.sub(_run, token[start:])


def _run(found: re.Match[str]) -> str:
    """A long run of digits inside a token: ours when letters lead to it that don't tell else."""
    before = found.string[: found.start()]
    if any(each.isalpha() for each in before) and not _TELLS.search(before):
        return found[0]
    return _ended(found[0])


def _ended(number: str) -> str:
    return "*" * 6 + number[-4:]
