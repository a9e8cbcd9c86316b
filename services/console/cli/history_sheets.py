"""A loan's events in causal order, and what makes two states of knowledge differ, for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from contracts.currencies import MINOR_UNITS
from services.console.cli.output import (
    NOTHING,
    TONES,
    Cell,
    Column,
    Output,
    Sheet,
    grouped,
    instant,
    money,
)
from services.console.cli.words import Lang, event_name, field_name, label, named
from services.console.words import chosen, words_of

_TELLING: Final = (
    "stage",
    "risk_class",
    "tier",
    "ground",
    "days_past_due",
    "amount",
    "principal",
    "principal_outstanding",
    "receipt_id",
    "number",
    "review_on",
    "reason",
    "code",
    "rule",
    "corrects",
)
"""Fields of a payload that say what happened; the whole payload stands in `--json`."""

_ID_DIGITS = 8
_UNBROKEN = "\N{NO-BREAK SPACE}"


def history(out: Output, document: dict[str, Any]) -> list[Sheet]:
    """Every event: three times, cause, actor, policy, link."""
    head: list[list[str | Cell]] = [
        [out.label("obligor"), document["obligor_id"] or NOTHING],
        *_asked(out, document),
        [out.label("events"), f"{len(document['events']):,}"],
        [out.label("verified"), out.value("yes" if document["verified"] else "no")],
    ]
    title = f"{out.label('history')} {document['loan_id']}"
    return [Sheet(title, (), head), _events(out, document["events"])]


def difference(out: Output, document: dict[str, Any]) -> list[Sheet]:
    """What the later knowledge changed: events and fields."""
    columns = [Column("field"), Column("before"), Column("after")]
    rows = [
        [
            _place(out, each["field"]),
            *(_value(out, each["field"], each[n]) for n in ("from", "to")),
        ]
        for each in document["fields"]
    ]
    head: list[list[str | Cell]] = [
        *_asked(out, document),
        [out.label("against"), document["against"]],
    ]
    none = out.label("none")
    return [
        Sheet(f"{out.label('loan')} {document['loan_id']}", (), head),
        Sheet(out.label("difference"), columns, rows, empty=none),
        _events(out, document["events"]),
    ]


def _asked(out: Output, document: dict[str, Any]) -> list[list[str | Cell]]:
    names = ("as_of", "known_on", "known_at")
    return [[out.label(name), document[name]] for name in names if document.get(name)]


def _events(out: Output, events: Sequence[dict[str, Any]]) -> Sheet:
    make = _narrow if out.on_terminal else _wide
    columns, rows = make(out, events)
    return Sheet(out.label("events"), columns, rows, empty=out.label("none"))


def _narrow(
    out: Output, events: Sequence[dict[str, Any]]
) -> tuple[list[Column], list[list[str | Cell]]]:
    """For a terminal: what belongs to an event below its name."""
    columns = [
        Column("nth", right=True),
        Column("effective_on", keep=True),
        Column("taken_on", keep=True),
        Column("recorded_at", keep=True),
        Column("event"),
    ]
    rows: list[list[str | Cell]] = [
        [
            str(place),
            each["effective_on"],
            each["known_on"],
            instant(each["recorded_at"]).replace(" ", "\n"),
            Cell(f"{_event(out, each)}  {_what(out, each)}".rstrip(), "", _origin(out, each)),
        ]
        for place, each in enumerate(events, 1)
    ]
    return columns, rows


def _wide(
    out: Output, events: Sequence[dict[str, Any]]
) -> tuple[list[Column], list[list[str | Cell]]]:
    """For a pipe: one line per event, a column for everything."""
    words = ("nth", "effective_on", "taken_on", "recorded_at", "event", "what")
    columns = [Column(word) for word in (*words, "actor", "cause", "policy", "link")]
    rows: list[list[str | Cell]] = [
        [
            str(place),
            each["effective_on"],
            each["known_on"],
            each["recorded_at"],
            _event(out, each),
            _what(out, each) or NOTHING,
            each["actor"],
            each["cause"]["id"],
            each["policy_id"] or NOTHING,
            each["link"],
        ]
        for place, each in enumerate(events, 1)
    ]
    return columns, rows


def _event(out: Output, each: dict[str, Any]) -> str:
    return event_name(each["type"], each["service"], out.lang)


def _origin(out: Output, each: dict[str, Any]) -> str:
    """Actor, cause, policy and link in one low line; it is narrow, so it speaks one language."""
    lang: Lang = "zh" if out.lang == "zh" else "en"
    told = {
        "actor": each["actor"],
        "cause": each["cause"]["id"][:_ID_DIGITS],
        "link": each["link"][:_ID_DIGITS],
    }
    parts = [f"{label(name, lang).lower()} {value}" for name, value in told.items()]
    if each["policy_id"]:
        parts.append(each["policy_id"])
    return " · ".join(part.replace(" ", _UNBROKEN) for part in parts)


def _what(out: Output, each: dict[str, Any]) -> str:
    payload, event = each["payload"], each["type"].rpartition(".")[2]
    told = ((name, payload.get(name)) for name in _TELLING)
    return ("，" if out.lang == "zh" else ", ").join(
        f"{field_name(name, out.lang)} {_plain(out, value, event, name)}"
        for name, value in told
        if value not in (None, [])
    )


def _plain(out: Output, value: Any, *sections: str) -> str:
    match value:
        case str() if words_of(value, *sections):
            return out.code(value, *sections)
        case str() if "code" in sections:
            return named(value, out.lang)
        case {"minor": int(minor), "currency": str(currency)}:
            amount = Decimal(minor).scaleb(-MINOR_UNITS.get(currency, 0))
            return f"{grouped(str(amount))} {currency}"
        case list():
            return " ".join(str(each) for each in value)
        case _:
            return str(value)


def _place(out: Output, place: str) -> str:
    """Where in the document: in Chinese the parts that have a name by it."""
    if out.lang != "zh":
        return place
    return "·".join(field_name(part, "zh") for part in place.split("."))


def _value(out: Output, place: str, value: Any) -> str | Cell:
    match value:
        case None:
            return NOTHING
        case {"amount": str(), "currency": str()}:
            return money(value)
        case str():
            known = words_of(value, place.rpartition(".")[2])
            return Cell(chosen(*known, out.lang), TONES.get(value, "")) if known else value
        case _:
            return json.dumps(value, ensure_ascii=False)
