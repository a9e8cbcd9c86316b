"""Words used both on the wire and in rules: money, identifiers, closed lists.

Inside the system money is a whole number of minor units (分 for CNY) plus a currency. On the wire it
is ``{"amount": "1234.50", "currency": "CNY"}``: a string with exactly as many decimals as the
currency has, never negative, never a JSON number (contract.md section 1).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, NewType

import msgspec
from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from contracts.currencies import MINOR_UNITS

LoanId = NewType("LoanId", str)
ObligorId = NewType("ObligorId", str)
ReceiptId = NewType("ReceiptId", str)

ObligorKind = Literal["personal", "small_micro", "corporate"]
Security = Literal["credit", "guarantee", "mortgage", "pledge"]
Component = Literal["cost", "fee", "interest", "penalty", "principal"]
RiskClass = Literal["normal", "special_mention", "substandard", "doubtful", "loss"]

CHARGED_NO_MORE: Final = ("auctioned", "received_in_satisfaction", "released", "transferred")
"""States of a collateral that is no longer charged for the loan (catalogue B.4)."""

AMOUNT_PATTERN = r"^(0|[1-9][0-9]{0,17})(\.[0-9]{1,4})?$"
_AMOUNT = re.compile(AMOUNT_PATTERN, re.ASCII)


class MoneyError(ValueError):
    """A money value that breaks the contract; ``rule`` is the broken rule's stable code."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(detail)
        self.rule = rule
        self.detail = detail


@lru_cache(maxsize=16_384)
def _decimal(minor: int, currency: str) -> str:
    """Kept, because one document tells the same few amounts many times."""
    digits = MINOR_UNITS[currency]
    sign, value = ("-", -minor) if minor < 0 else ("", minor)
    if digits == 0:
        return f"{sign}{value}"
    text = str(value).zfill(digits + 1)
    return f"{sign}{text[:-digits]}.{text[-digits:]}"


class Money(msgspec.Struct, frozen=True, gc=False):
    """An amount of money: ``minor`` counts the currency's smallest unit (1 CNY = 100).

    Adding or comparing two currencies raises ``MoneyError``. Stored inside events in this form;
    the wire form is made by ``to_wire`` and read by ``from_wire``.
    """

    minor: int
    currency: str = "CNY"

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise MoneyError("money_currency", f"{self.currency} and {other.currency} do not mix")
        return other.minor

    @property
    def amount(self) -> str:
        """Decimal string with the currency's digits, for instance ``1234.50``."""
        return _decimal(self.minor, self.currency)

    def to_wire(self) -> dict[str, str]:
        """The wire form; raises ``MoneyError`` for a negative amount (direction is the type)."""
        amount = _decimal(self.minor, self.currency)
        if self.minor < 0:
            raise MoneyError("money_negative", f"{amount} is negative")
        return {"amount": amount, "currency": self.currency}

    @classmethod
    def of(cls, amount: str, currency: str = "CNY") -> Money:
        """Money from a decimal string such as ``"1234.50"``; raises ``MoneyError``."""
        return _read(amount, currency)

    @classmethod
    def from_wire(cls, value: object) -> Money:
        """Read the wire form; raises ``MoneyError`` with the broken rule's code."""
        if isinstance(value, Money):
            return value
        if not isinstance(value, dict):
            raise MoneyError("money_shape", f"{value!r} is not an object of amount and currency")
        amount, currency = value.get("amount"), value.get("currency")
        if isinstance(amount, bool | int | float):
            raise MoneyError("money_number", f"amount {amount!r} is a JSON number, not a string")
        if not isinstance(amount, str) or not isinstance(currency, str):
            raise MoneyError("money_shape", "amount and currency must both be strings")
        return cls.of(amount, currency)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        def validate(value: object) -> Money:
            try:
                return cls.from_wire(value)
            except MoneyError as broken:
                raise PydanticCustomError(
                    "money", "{rule}: {detail}", {"rule": broken.rule, "detail": broken.detail}
                ) from None

        return core_schema.no_info_plain_validator_function(
            validate, serialization=core_schema.plain_serializer_function_ser_schema(Money.to_wire)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "object",
            "title": "Money",
            "description": "Decimal string with as many decimals as the currency has.",
            "properties": {
                "amount": {"type": "string", "pattern": AMOUNT_PATTERN},
                "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            },
            "required": ["amount", "currency"],
        }


@lru_cache(maxsize=16_384)
def _read(amount: str, currency: str) -> Money:
    """Kept, because a loan's instalments name the same few amounts in each of its messages."""
    digits = MINOR_UNITS.get(currency)
    if digits is None:
        raise MoneyError("money_currency", f"currency {currency!r} is not in ISO 4217")
    if amount.startswith("-"):
        raise MoneyError("money_negative", f"amount {amount!r} is negative")
    if not _AMOUNT.match(amount) or amount.endswith("\n"):
        raise MoneyError("money_format", f"amount {amount!r} is not a plain decimal string")
    whole, _, rest = amount.partition(".")
    if len(rest) != digits:
        raise MoneyError(
            "money_digits",
            f"amount {amount!r} has {len(rest)} decimals, {currency} has {digits}",
        )
    return Money(int(whole + rest), currency)


GIVEN_DIGITS = 15


def _given(amount: Money) -> Money:
    if amount.minor >= 10 ** (GIVEN_DIGITS + MINOR_UNITS[amount.currency]):
        raise PydanticCustomError(
            "money",
            "{rule}: {detail}",
            {
                "rule": "money_range",
                "detail": f"{amount.amount} has more than {GIVEN_DIGITS} digits before the point",
                "field": "",
                "value": amount.amount,
            },
        )
    return amount


GivenMoney = Annotated[Money, AfterValidator(_given)]
"""Money that core banking or an officer names: sums of it are still amounts of the contract."""
