"""The book for people: stages, classes, non-performing ratio, migration."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from services.console.cli.output import NOTHING, Cell, Column, Output, Sheet, money, share

_UNCLASSIFIED = "unclassified"


def book(out: Output, document: dict[str, Any]) -> list[Sheet]:
    """The whole answer of the read side."""
    parts = summary(out, document)
    if document.get("migration") is not None:
        parts.append(_migration(out, document["migration"]))
    return parts


def summary(out: Output, document: dict[str, Any]) -> list[Sheet]:
    """The book on one day."""
    return [
        _head(out, document),
        _groups(out, document, "stages", "stage"),
        _groups(out, document, "classes", "class"),
    ]


def _head(out: Output, document: dict[str, Any]) -> Sheet:
    bad = document["non_performing"]
    rows: list[list[str | Cell]] = [
        [out.label("as_of"), document["as_of"]],
        [out.label("loans"), f"{document['loans']:,}"],
        [out.label("with_principal"), f"{document['with_principal']:,}"],
        [out.label("principal_outstanding"), _moneys(document["principal_outstanding"])],
        [
            out.label("ratio_by_count"),
            f"{share(bad['ratio_by_count'])}  ({bad['loans']:,} {out.label('loans')})",
        ],
    ]
    by_amount, amounts = bad["ratio_by_amount"], bad["principal_outstanding"]
    rows += [
        [out.label("ratio_by_amount"), f"{share(by_amount[each['currency']])}  ({money(each)})"]
        for each in amounts
    ]
    return Sheet(out.label("book"), (), rows)


def _groups(out: Output, document: dict[str, Any], name: str, word: str) -> Sheet:
    columns = [
        Column(word),
        Column("loans", right=True),
        Column("share", right=True),
        Column("principal_outstanding", right=True),
        Column("share", right=True),
    ]
    total, whole = document["loans"], document["principal_outstanding"]
    rows: list[list[str | Cell]] = [
        [
            out.value(each[word] or _UNCLASSIFIED),
            f"{each['loans']:,}",
            _part(each["loans"], total),
            _moneys(each["principal_outstanding"]),
            _money_part(each["principal_outstanding"], whole),
        ]
        for each in document[name]
    ]
    rows.append([out.label("total"), f"{total:,}", _part(total, total), _moneys(whole), ""])
    return Sheet(out.label(word), columns, rows)


def _migration(out: Output, migration: dict[str, Any]) -> Sheet:
    """One row per class then, one column per class now."""
    names = ("normal", "special_mention", "substandard", "doubtful", "loss", None)
    moved = {(each["from"], each["to"]): each["loans"] for each in migration["moves"]}
    columns = [Column("from"), *(Column(name or _UNCLASSIFIED, right=True) for name in names)]
    rows = [
        [out.value(was or "not_in_book"), *(_moved(moved, was, now) for now in names)]
        for was in names
        if any(key[0] == was for key in moved)
    ]
    title = f"{out.label('migration')} {migration['since']} →"
    return Sheet(title, columns, rows, empty=out.label("none"))


def _moved(
    moved: dict[tuple[str | None, str | None], int], was: str | None, now: str | None
) -> Cell:
    number = moved.get((was, now), 0)
    if not number:
        return Cell(NOTHING, "dim")
    return Cell(f"{number:,}", "" if was == now or was is None else "bold")


def _moneys(amounts: Sequence[dict[str, str]]) -> str:
    return ", ".join(money(each) for each in amounts) or NOTHING


def _part(part: int, whole: int) -> str:
    return share(part / whole) if whole else NOTHING


def _money_part(part: Sequence[dict[str, str]], whole: Sequence[dict[str, str]]) -> str:
    """A share of principal; with several currencies there is no one share."""
    if len(whole) != 1 or not Decimal(whole[0]["amount"]):
        return NOTHING
    amount = sum(Decimal(each["amount"]) for each in part)
    return share(amount / Decimal(whole[0]["amount"]))
