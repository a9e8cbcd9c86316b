"""What is due for people to do, and blocked acts: of one loan and over all loans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.console.cli.output import NOTHING, Cell, Column, Output, Sheet


def due(out: Output, document: dict[str, Any]) -> list[Sheet]:
    """The answer of ``GET /due``: overdue first."""
    columns = [
        Column("due_by", keep=True),
        Column("loan", keep=True),
        Column("service"),
        Column("what"),
        Column("about", keep=True),
        Column("article"),
    ]
    rows: list[list[str | Cell]] = [
        [
            _by(out, each, document["on"]),
            each["loan_id"],
            out.label(each["service"]),
            *_what(out, each),
        ]
        for each in document["due"]
    ]
    head: list[list[str | Cell]] = [
        [out.label("as_of"), document["on"]],
        [out.label("until"), document["until"]],
        [out.label("in_all"), f"{document['total']:,}"],
        [out.label("of_it_overdue"), f"{document['overdue']:,}"],
        [out.label("later_on"), f"{document['later']:,}"],
    ]
    title = out.label("due_list")
    shown = title + (f"  ({len(rows):,}, {out.label('more')} ...)" if document["more"] else "")
    return [Sheet(title, (), head), Sheet(shown, columns, rows, empty=out.label("none"))]


def of_loan(out: Output, document: dict[str, Any]) -> list[Sheet]:
    """All that is open about one loan, out of the sections of its document; none: no sheet."""
    columns = [
        Column("due_by", keep=True),
        Column("service"),
        Column("what"),
        Column("about", keep=True),
        Column("article"),
    ]
    found = sorted(_open(document), key=lambda each: (each["on"] or "", each["service"]))
    rows: list[list[str | Cell]] = [
        [_by(out, each, document["as_of"]), out.label(each["service"]), *_what(out, each)]
        for each in found
    ]
    return [Sheet(out.label("due_list"), columns, rows)] if rows else []


def _open(document: dict[str, Any]) -> Iterable[dict[str, Any]]:
    file = (document.get("monitoring") or {}).get("file") or {}
    for name, part in (("monitoring", file), *document.items()):
        for each in part.get("due", ()) if isinstance(part, dict) else ():
            english, chinese = _words(each)
            yield {
                "service": name,
                "on": each["on"],
                "overdue": each.get("missed", False),
                "en": english,
                "zh": chinese,
                "about": each.get("about") or each.get("subject"),
                "rule": each.get("rule"),
                "article": each.get("article"),
            }


def _words(each: dict[str, Any]) -> tuple[str, str]:
    """English and Chinese as the services give them: two fields, a list, or one line."""
    if "en" in each:
        return each["en"], each["zh"]
    words = each.get("words", each["what"])
    english, _, chinese = (
        words.partition(" · ") if isinstance(words, str) else (words[0], "", words[1])
    )
    return english, chinese or english


def _by(out: Output, each: dict[str, Any], on: str) -> Cell:
    if each["on"] is None:
        return Cell(out.label("at_once"), "yellow")
    late = each["overdue"] or each["on"] < on
    return Cell(each["on"], "red" if late else "", out.label("overdue_mark") if late else "")


def _what(out: Output, each: dict[str, Any]) -> list[str | Cell]:
    behind = [text for text in (each["rule"], each["article"]) if text]
    return [
        out.told(each["en"], each["zh"]),
        each["about"] or NOTHING,
        ", ".join(behind) or NOTHING,
    ]


def blocked(out: Output, document: dict[str, Any]) -> list[Sheet]:
    """The answer of ``GET /blocked``: the latest first."""
    columns = [
        Column("on", keep=True),
        Column("loan", keep=True),
        Column("code"),
        Column("rule", keep=True),
        Column("actor"),
        Column("party"),
        Column("instead"),
    ]
    rows: list[list[str | Cell]] = [
        [
            Cell(each["on"], "", (each["at"] or "")[11:16]),
            each["loan_id"] or NOTHING,
            Cell(each["code"], "red", out.label(each["service"])),
            Cell(each["rule"], "", each["policy_id"]),
            Cell(each["attempted_by"], "", out.code(each["role"])),
            Cell(out.code(each["target_role"]), "", out.code(each["channel"])),
            out.told(each["alternative_en"], each["alternative_zh"]),
        ]
        for each in document["blocked"]
    ]
    title = out.label("blocked")
    if document["more"]:
        title += f"  ({len(rows):,}, {out.label('more')} ...)"
    return [Sheet(title, columns, rows, empty=out.label("none"))]
