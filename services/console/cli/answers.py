"""What a service replied to an officer's command, as a document and for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.envelope import Envelope
from contracts.message import Message
from contracts.replies import Blocked, CommandAccepted, CommandRejected
from services.console.cli.output import Cell, Output, Sheet
from services.console.cli.words import named
from services.console.words import chosen
from services.console.words.blocked import BLOCKED

_BETWEEN = " / "
"""Stands between the Chinese and the English of what to do instead (``services.kit.conduct.words``)."""


def document(service: str, sent: Envelope, answer: Envelope, reply: Message) -> dict[str, Any]:
    """The reply to the command ``sent``; ``blocked`` when it was taken down as an act that may not be."""
    act = reply.blocked if isinstance(reply, CommandAccepted) else None
    return {
        "service": service,
        "command": sent.type,
        "command_id": sent.id,
        "traceparent": sent.traceparent,
        "accepted": not isinstance(reply, CommandRejected),
        "blocked": None if act is None else _blocked(act),
        "type": answer.type,
        "reply": reply.model_dump(mode="json", exclude_none=True),
    }


def _blocked(act: Blocked) -> dict[str, str]:
    chinese, _, english = act.alternative.partition(_BETWEEN)
    code_en, code_zh = BLOCKED.get(act.code, (act.code, act.code))
    return {
        "code": act.code,
        "code_en": code_en,
        "code_zh": code_zh,
        "rule": act.rule,
        "policy_id": act.policy_id,
        "alternative_en": english or chinese,
        "alternative_zh": chinese,
    }


def sheet(out: Output, document: Mapping[str, Any]) -> Sheet:
    """The reply for people."""
    reply, blocked = document["reply"], document["blocked"]
    rows: list[list[str | Cell]] = [
        [out.label("command"), document["command"]],
        ["", document["command_id"]],
    ]
    if blocked is not None:
        rows += _refused_act(out, blocked)
    else:
        ended = "accepted" if document["accepted"] else "rejected"
        rows.append([out.label("reply"), out.value(ended)])
    if document["accepted"]:
        ids = reply["event_ids"] or [out.label("none")]
        rows += [[out.label("events") if not n else "", each] for n, each in enumerate(ids)]
    else:
        rows += [
            [out.label("code"), named(reply["code"], out.lang)],
            [out.label("detail"), reply["detail"]],
        ]
    return Sheet(out.label(document["service"]), (), rows)


def _refused_act(out: Output, act: Mapping[str, str]) -> list[list[str | Cell]]:
    """That it may not be done, why, and what may."""
    words = chosen(act["code_en"], act["code_zh"], out.lang)
    return [
        [out.label("reply"), Cell(out.code("blocked", "step"), "bold red")],
        [out.label("code"), Cell(act["code"], "red", words)],
        [out.label("rule"), act["rule"]],
        [out.label("policy"), act["policy_id"]],
        [out.label("instead"), out.told(act["alternative_en"], act["alternative_zh"])],
    ]
