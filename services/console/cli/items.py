"""Work items for people: what, about which loan, on which day, by which rule, in two languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.console.cli.output import NOTHING, Cell, Column, Output, Sheet

Payload = dict[str, Any]
Words = tuple[str, str]
"""English and Chinese."""


def _gap(payload: Payload) -> Words:
    first, last = payload["after"] + 1, payload["received"] - 1
    if first == last:
        return (
            f"Message {first} of core banking for this loan has not come; {last + 1} has.",
            f"核心系统关于本笔贷款的第 {first} 号消息未到，已收到第 {last + 1} 号。",
        )
    return (
        f"Messages {first} to {last} of core banking for this loan have not come; {last + 1} has.",
        f"核心系统关于本笔贷款的第 {first} 至 {last} 号消息未到，已收到第 {last + 1} 号。",
    )


_ASIDE: dict[str, Words] = {
    "currency_differs": (
        "is in another currency than the loan and does not count",
        "的币种与贷款不同，未计入",
    ),
    "differs_from_first": (
        "came again and says something else; the first one stands",
        "再次到达且内容不同，以首次为准",
    ),
    "reserved_id": (
        "does not count: its name is reserved for what was taken for debt",
        "未计入：该编号专用于抵债受偿",
    ),
    "other_money": (
        "was said to have come as a receipt of another day or amount, which counts for what it paid",
        "所指收款的日期或金额不符，该笔收款照常计入",
    ),
    "transfer_price": (
        "is the price of the claim or that going back, and moves no debt",
        "为债权转让价款或其退回，不影响债权",
    ),
    "asset_income": (
        "is a rent or the price of an asset taken for debt or that going back, and moves no debt",
        "为抵债资产租金或变卖价款或其退回，不影响债权",
    ),
    "transferred": (
        "came for a day after the claim was sold and does not count: it is the buyer's",
        "发生于债权转让之后，未计入：应归受让方",
    ),
    "remitted": (
        "came for a day after the claim was given up and does not count",
        "发生于债权免除之后，未计入",
    ),
}
"""Why a fact does not count, behind its name."""


def _aside(payload: Payload) -> Words:
    fact, reason, detail = payload["fact"], payload["reason"], payload.get("detail")
    english, chinese = _ASIDE.get(reason, (f"does not count: {reason}", f"未计入：{reason}"))
    if detail:
        english, chinese = f"{english} ({detail})", f"{chinese}（{detail}）"
    return f"{fact} {english}.", f"{fact} {chinese}。"


def _unknown(payload: Payload) -> Words:
    named = ", ".join(f"{each['field']} = {each['value']!r}" for each in payload["members"])
    kind = payload["message_type"]
    return (
        f"A {kind} was taken with a member that is not known here: {named}.",
        f"已受理的 {kind} 含有本系统未知的取值：{named}。",
    )


def _released(payload: Payload) -> Words:
    people = f"{payload['requested_by']} + {payload['approved_by']}"
    place = f"{payload['topic']}/{payload['partition']}"
    return (
        f"{place} was let go on by {people} ({payload['reason']}). Given up: {payload['given_up']}.",
        f"{people} 放行了 {place}（{payload['reason']}）。放弃：{payload['given_up']}。",
    )


_WHAT: dict[str, Callable[[Payload], Words]] = {
    "monitoring.MessageGapNoted": _gap,
    "monitoring.FactSetAside": _aside,
    "kit.UnknownMemberNoted": _unknown,
    "kit.PartitionReleased": _released,
}


def told(document: dict[str, Any]) -> dict[str, Any]:
    """The read side's answer with a sentence per item, in English and in Chinese."""
    return document | {"items": [each | _what(each) for each in document["items"]]}


def _what(each: dict[str, Any]) -> dict[str, str]:
    words = _WHAT.get(each["kind"])
    english, chinese = (each["kind"], each["kind"]) if words is None else words(each["payload"])
    return {"what": english, "what_zh": chinese}


def sheets(out: Output, document: dict[str, Any]) -> list[Sheet]:
    """The list for people."""
    columns = [
        Column("taken_on", keep=True),
        Column("loan", keep=True),
        Column("rule", keep=True),
        Column("what"),
    ]
    rows: list[list[str | Cell]] = [
        [
            each["day"],
            each["loan_id"] or NOTHING,
            Cell(each["rule"], "yellow", out.label(each["service"])),
            _sentence(out, each),
        ]
        for each in document["items"]
    ]
    title = out.label("items")
    if document["more"]:
        title += f"  ({len(rows):,}, {out.label('more')} ...)"
    return [Sheet(title, columns, rows, empty=out.label("none"))]


def _sentence(out: Output, each: dict[str, Any]) -> Cell:
    if out.lang == "both":
        return Cell(each["what"], "", each["what_zh"])
    return Cell(each["what_zh" if out.lang == "zh" else "what"])
