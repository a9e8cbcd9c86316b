"""A loan's money by day for people: what moved, by which event, what is left, and the proof."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from services.console.cli.figure_sheets import figures
from services.console.cli.output import NOTHING, Cell, Column, Output, Sheet, money, signed
from services.console.cli.words import label

_COMPONENTS: Final = ("cost", "fee", "interest", "penalty", "principal")
_PLACES: Final = ("claimed", "paid", "in_kind", "written_off", "sold", "remitted", "outstanding")
_WORDS: Final = {
    "written_off": "written_off_sum",
    "sold": "sold_column",
    "remitted": "remitted_column",
}
_PROOF: Final = {
    "claimed": "claimed",
    "unapplied": "unapplied",
    "paid": "paid_in_cash",
    "in_kind_held": "in_kind_held",
    "from_assets": "from_assets",
    "price": "price_of_claim",
    "loss": "loss_of_bank",
    "written_off": "written_off_pursued",
    "outstanding": "outstanding",
}
_ID_DIGITS: Final = 8


def sheets(out: Output, document: dict[str, Any]) -> list[Sheet]:
    """The whole answer of the read side."""
    names = [name for name in _COMPONENTS if _moves(document["totals"]["claimed"][name])]
    parts = [_head(out, document), _days(out, document, names), _places(out, document, names)]
    if document["assets"]:
        parts.append(_assets(out, document["assets"]))
    if document["recoveries"]:
        parts.append(_recoveries(out, document))
    parts += figures(out, document.get("figures"))
    return [*parts, _proof(out, document)]


def _head(out: Output, document: dict[str, Any]) -> Sheet:
    rows: list[list[str | Cell]] = [
        [out.label("obligor"), document["obligor_id"] or NOTHING],
        *(
            [out.label(name), document[name]]
            for name in ("as_of", "known_on", "known_at")
            if document[name]
        ),
    ]
    return Sheet(f"{out.label('money')} {document['loan_id']}  {document['currency']}", (), rows)


def _days(out: Output, document: dict[str, Any], names: list[str]) -> Sheet:
    make = _narrow if out.on_terminal else _wide
    columns, rows = make(out, document["days"], names)
    return Sheet(out.label("by_day"), columns, rows, empty=out.label("none"))


def _narrow(
    out: Output, days: list[dict[str, Any]], names: list[str]
) -> tuple[list[Column], list[list[str | Cell]]]:
    """For a terminal: components and event below the movement."""
    columns = [Column("on", keep=True), Column("movement")]
    columns += [Column("amount", right=True), Column("owed", right=True)]
    rows: list[list[str | Cell]] = []
    for day, moved, first, last in _movements(days):
        parts = [
            f"{out.label(name)} {signed(moved['amounts'][name])}"
            for name in names
            if name in (moved["amounts"] or {})
        ]
        event = f"{moved['type']} {moved['event_id'][:_ID_DIGITS]}"
        below = "\n".join([", ".join(parts), event]) if len(parts) > 1 else event
        what = _what(out, moved)
        if len(parts) == 1 and moved["what"] not in ("accrued", "lent"):
            what += f": {out.label(next(iter(moved['amounts'])))}"
        rows.append(
            [
                day["on"] if first else "",
                Cell(what, "", below),
                _toned(moved, moved["total"]),
                _left(out, day["owed"]) if last else "",
            ]
        )
    return columns, rows


def _left(out: Output, owed: dict[str, Any]) -> Cell:
    """What is owed; below it the principal, where that is not all."""
    principal = "" if owed["principal"] == owed["total"] else signed(owed["principal"])
    word = label("principal", "en" if out.lang == "en" else "zh")  # two would make it too wide
    below = f"{word} {principal}" if principal else ""
    return Cell(signed(owed["total"]), "", below)


def _wide(
    out: Output, days: list[dict[str, Any]], names: list[str]
) -> tuple[list[Column], list[list[str | Cell]]]:
    """For a pipe: one line per movement, a column for everything."""
    amounts = (*names, "total", "principal_left", "owed")
    columns = [Column("on"), Column("movement"), *(Column(word, right=True) for word in amounts)]
    columns += [Column("event"), Column("event_id")]
    rows: list[list[str | Cell]] = [
        [
            day["on"],
            _what(out, moved),
            *(_toned(moved, (moved["amounts"] or {}).get(name)) for name in names),
            _toned(moved, moved["total"]),
            signed(day["owed"]["principal"]),
            signed(day["owed"]["total"]),
            moved["type"],
            moved["event_id"],
        ]
        for day, moved, _, _ in _movements(days)
    ]
    return columns, rows


def _movements(
    days: list[dict[str, Any]],
) -> Iterator[tuple[dict[str, Any], dict[str, Any], bool, bool]]:
    """Each movement with its day, and whether it is the day's first and last."""
    for day in days:
        for place, moved in enumerate(day["movements"], 1):
            yield day, moved, place == 1, place == len(day["movements"])


def _what(out: Output, moved: dict[str, Any]) -> str:
    what = out.code(moved["what"], "movement")
    if moved["payer"] and moved["payer"] != moved["what"]:
        what += f": {out.code(moved['payer'])}"
    return f"{what} {moved['about']}" if moved["about"] else what


def _toned(moved: dict[str, Any], amount: dict[str, str] | None) -> str | Cell:
    """What reduces the claim stands with a minus; moves within the bank's side as they are."""
    if amount is None:
        return ""
    out_of = moved["from"] in ("outstanding", "written_off") and moved["to"] != "written_off"
    text = signed(amount)
    if not out_of:
        return text
    return Cell(text.removeprefix("-") if text.startswith("-") else f"-{text}", "green")


def _places(out: Output, document: dict[str, Any], names: list[str]) -> Sheet:
    totals = document["totals"]
    places = [p for p in _PLACES if p == "claimed" or _moves(totals[p]["total"])]
    columns = [Column("component")]
    columns += [Column(_WORDS.get(place, place), right=True) for place in places]
    rows: list[list[str | Cell]] = [
        [out.label(name), *(signed(totals[place][name]) for place in places)]
        for name in (*names, "total")
    ]
    return Sheet(out.label("where_it_is"), columns, rows)


def _assets(out: Output, assets: list[dict[str, Any]]) -> Sheet:
    columns = [
        Column("asset", keep=True),
        Column("state"),
        Column("received_in_kind_on", keep=True),
        Column("debt_reduced", right=True),
        Column("income", right=True),
        Column("net", right=True),
        Column("loss_of_bank", right=True),
    ]
    rows: list[list[str | Cell]] = [
        [
            each["asset_id"],
            out.code(each["form"]),
            each["received_on"],
            *(signed(each[name]) for name in ("debt_reduced", "income", "net", "holding_loss")),
        ]
        for each in assets
    ]
    return Sheet(out.label("assets"), columns, rows)


def _recoveries(out: Output, document: dict[str, Any]) -> Sheet:
    """On a terminal the services that told of it stand below its number, in a pipe in a column."""
    narrow, names = out.on_terminal, ("gross", "cost", "net")
    columns = [Column("on", keep=True), Column("id_number"), Column("way")]
    columns += [Column(name, right=True) for name in names]
    columns += [] if narrow else [Column("told_by")]
    rows: list[list[str | Cell]] = []
    for each in document["recoveries"]:
        told = [out.label(event["service"]) for event in each["events"]]
        below = "\n".join(told) if narrow else ""
        sums = [signed(each[name]) for name in names]
        row: list[str | Cell] = [each["on"], Cell(each["recovery_id"], "", below)]
        rows.append([*row, out.code(each["way"]), *sums, *([] if narrow else [", ".join(told)])])
    total = [signed(document["recovered"][name]) for name in names]
    rows.append([out.label("total"), "", "", *total, *([] if narrow else [""])])
    return Sheet(out.label("recoveries_memo"), columns, rows)


def _proof(out: Output, document: dict[str, Any]) -> Sheet:
    proof = document["proof"]
    kept = [name for name in _PROOF if name == "claimed" or _moves(proof[name])]
    rows: list[list[str | Cell]] = []
    for name in kept:
        sign = "" if name == "claimed" else "+ " if name == "unapplied" else "− "
        rows.append([out.label(_PROOF[name]), f"{sign}{signed(proof[name])}"])
    rows.append([out.label("adds_up"), out.value("yes" if document["adds_up"] else "no")])
    rows += [
        [
            out.label(each["what"]),
            f"{each['on']}  {money(each['stated'])}"
            + ("" if each["stated"] == each["counted"] else f" ≠ {money(each['counted'])}"),
        ]
        for each in document["stated"]
    ]
    return Sheet(out.label("adds_up"), (), rows)


def _moves(amount: dict[str, str]) -> bool:
    return bool(amount["amount"].strip("-0."))
