"""Makes a sentence of an event, in one language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, Literal

from contracts.currencies import MINOR_UNITS
from services.console.lives.chronicle import Event
from services.console.lives.sentences import SENTENCES
from services.console.words import words_of

Language = Literal["en", "zh"]

_CURRENCY: Final = "CNY"
_COMPONENTS: Final = ("cost", "fee", "interest", "penalty", "principal")
"""The order in which the services' own sums of money stand (contracts.debts)."""

_BEFORE: Final = {"stage": "previous_stage", "risk_class": "previous_class", "state": "previous"}
"""Where an event says what something became, the field that says what it was."""


def sentence(event: Event, language: Language) -> str | None:
    """What the event says to a reader of the story; None when it is nothing of his."""
    known = SENTENCES.get(event["type"])
    if known is None or _is_no_news(event):
        return None
    shown = _Fields(event["payload"], language, event["type"].rpartition(".")[2])
    text = known[0 if language == "en" else 1].format_map(shown)
    again = event["payload"].get("corrects") and not known[0].startswith("{corrected}")
    return f"{word('judged_again', language)}{text}" if again else text


def word(code: str, language: Language, *sections: str) -> str:
    """The word behind a code, as these sections mean it; a code without one is written with spaces."""
    known = words_of(code, *sections)
    if known is None:
        return code.replace("_", " ") if code.islower() else code
    return known[0 if language == "en" else 1]


def _is_no_news(event: Event) -> bool:
    """Arrears that grow within their stage, and entries that say the same as before."""
    payload = event["payload"]
    if event["type"] == "monitoring.ArrearsChanged":
        return bool(payload["stage"] == payload["previous_stage"])
    return False


class _Fields(dict[str, str]):
    """The payload as texts, each made when its sentence asks for it."""

    def __init__(self, payload: Mapping[str, Any], language: Language, event: str) -> None:
        super().__init__()
        self._payload = payload
        self._language = language
        self._event = event

    def __missing__(self, name: str) -> str:
        match name:
            case "moved":
                return self._moved()
            case "brought":
                return self._brought()
            case "parts":
                return self._parts()
            case "claim" if isinstance(self._payload["claim"], list):
                return money(sum(self._payload["claim"]), self._payload.get("currency"))
            case "corrected":
                return str(len(self._payload.get("corrects") or ()) or 1)
            case "until":
                return self._until()
            case "sold":
                return word("sold" if self._payload["sold"] else "not_sold", self._language)
            case _:
                return self._text(self._payload.get(name), name)

    def _moved(self) -> str:
        """``old → new``, or the new alone where nothing was before."""
        name = next(each for each in ("stage", "risk_class", "state") if each in self._payload)
        before = self._payload.get(_BEFORE[name]) or self._payload.get("previous")
        now = self._text(self._payload[name], name)
        return f"{self._text(before, name)} → {now}" if before else now

    def _brought(self) -> str:
        """What came in; money that lay unapplied came in earlier."""
        payload, english = self._payload, self._language == "en"
        if payload.get("received") is None and payload.get("receipt_id") is None:
            return "unapplied money used" if english else "使用待分配款"
        received = self._text(payload["received"], "received")
        return f"{received} received" if english else f"入账{received}"

    def _parts(self) -> str:
        """What a payment went to, by component."""
        paid: dict[str, int] = {}
        for _, component, minor in self._payload["parts"]:
            paid[component] = paid.get(component, 0) + minor
        currency = self._payload["principal_outstanding"]["currency"]
        parts = [
            f"{word(each, self._language)} {money(paid[each], currency)}"
            for each in _COMPONENTS
            if paid.get(each)
        ]
        return self._joined(parts) or word("nothing", self._language)

    def _until(self) -> str:
        ends = self._payload.get("ends_on")
        if not ends:
            return ""
        return f" until {ends}" if self._language == "en" else f"，至{ends}"

    def _joined(self, parts: list[str]) -> str:
        return (", " if self._language == "en" else "、").join(parts)

    def _text(self, value: Any, field: str) -> str:
        match value:
            case None:
                return word("none", self._language)
            case {"minor": int(minor), "currency": str(currency)}:
                return money(minor, currency)
            case list():
                return self._joined([self._text(each, field) for each in value])
            case str():
                return word(value, self._language, self._event, field)
            case _:
                return str(value)


def money(minor: int, currency: str | None) -> str:
    """An amount with its thousands apart; the currency's code where it is not the yuan."""
    amount = Decimal(minor).scaleb(-MINOR_UNITS.get(currency or _CURRENCY, 2))
    return f"{amount:,}" if currency in (None, _CURRENCY) else f"{amount:,} {currency}"
