"""What is due for people to do, and blocked acts: of one loan and over all loans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from services.console.cli.output import NOTHING, Cell, Column, Output, Sheet
from services.console.cli.words import named
from services.console.words import words_of

_ARTICLE: Final = re.compile(r" ?arts?\. (\d+(?:-\d+)?)")
_COLUMNS: Final = (Column("what"), Column("article"))


def due(out: Output, document: dict[str, Any]) -> list[Sheet]:
    """The answer of ``GET /due``: overdue first."""
    columns = [Column("due_by", keep=True), Column("loan", keep=True), *_COLUMNS]
    rows: list[list[str | Cell]] = [
        [_by(out, each, document["on"]), each["loan_id"], *_what(out, each)]
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
    return [
        Sheet(out.label("due_count"), (), head),
        Sheet(shown, columns, rows, empty=out.label("none")),
    ]


def of_loan(out: Output, document: dict[str, Any]) -> list[Sheet]:
    """All that is open about one loan, out of the sections of its document; none: no sheet."""
    columns = [Column("due_by", keep=True), *_COLUMNS]
    found = sorted(_open(document), key=lambda each: (each["on"] or "", each["service"]))
    rows: list[list[str | Cell]] = [
        [_by(out, each, document["as_of"]), *_what(out, each)] for each in found
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
    said, about = out.told(each["en"], each["zh"]), each["about"]
    behind = [text for text in (each["rule"], article(out, each["article"])) if text]
    first = said.text[:1].upper() + said.text[1:]
    return [
        said._replace(text=f"{first}: {_about(out, about)}" if about else first),
        Cell(", ".join(behind) or NOTHING, "", out.label(each["service"])),
    ]


def _about(out: Output, about: str) -> str:
    """An id stands as it is; an event of the borrower's life in words."""
    return out.code(about) if words_of(about) else about


def article(out: Output, text: str | None) -> str | None:
    """An article as it is cited: ``民法典 art. 692``, in Chinese alone ``民法典第692条``."""
    if text is None or out.lang != "zh":
        return text
    return _ARTICLE.sub(lambda found: f"第{found[1]}条", text)


def blocked(out: Output, document: dict[str, Any]) -> list[Sheet]:
    """The answer of ``GET /blocked``: the latest first."""
    make = _narrow if out.on_terminal else _wide
    columns, rows = make(out, document["blocked"])
    title = out.label("blocked_acts")
    if document["more"]:
        title += f"  ({len(rows):,}, {out.label('more')} ...)"
    return [Sheet(title, columns, rows, empty=out.label("none"))]


def _narrow(
    out: Output, acts: Sequence[dict[str, Any]]
) -> tuple[list[Column], list[list[str | Cell]]]:
    """For a terminal: who, to whom, and by which rule it may not be, below the code."""
    columns = [Column("on", keep=True), Column("code"), Column("instead")]
    rows: list[list[str | Cell]] = []
    for each in acts:
        when = Cell(each["on"], "", "\n".join([*_hour(each), each["loan_id"] or NOTHING]))
        who = (
            f"{each['attempted_by']} ({out.code(each['role'])}) → {out.code(each['target_role'])}"
        )
        where = f"{out.label(each['service'])} · {each['rule']} · {each['policy_id']}"
        code = Cell(
            named(each["code"], out.lang), "red", f"{who}, {out.code(each['channel'])}\n{where}"
        )
        rows.append([when, code, out.told(each["alternative_en"], each["alternative_zh"])])
    return columns, rows


def _wide(
    out: Output, acts: Sequence[dict[str, Any]]
) -> tuple[list[Column], list[list[str | Cell]]]:
    """For a pipe: one line per act, a column for everything."""
    words = ("on", "loan", "service", "code", "rule", "policy", "actor", "role", "party")
    columns = [Column(word) for word in (*words, "channel", "instead")]
    rows: list[list[str | Cell]] = [
        [
            " ".join([each["on"], *_hour(each)]),
            each["loan_id"] or NOTHING,
            out.label(each["service"]),
            named(each["code"], out.lang),
            each["rule"],
            each["policy_id"],
            each["attempted_by"],
            *(out.code(each[name]) for name in ("role", "target_role", "channel")),
            out.told(each["alternative_en"], each["alternative_zh"]),
        ]
        for each in acts
    ]
    return columns, rows


def _hour(act: dict[str, Any]) -> list[str]:
    return [act["at"][11:16]] if act["at"] else []
