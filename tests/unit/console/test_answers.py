"""What an officer is shown of a service's answer: a blocked act is no consent."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from contracts.envelope import Envelope
from contracts.json_schema import FOLDER
from contracts.message import Message
from contracts.replies import Replies, replies_of
from services.console.cli import answers
from services.console.cli.commands_officer import answer
from services.console.cli.output import Output, text_of
from tests.unit.console.asking import say

SENT = Envelope("c-1", "/console", "postloan.collection.make-call.v1", date(2024, 3, 22))
REPLIES: Replies = replies_of("collection")
TAKEN = {"command_id": "c-1", "event_ids": ["e-1", "e-2"]}
ALTERNATIVE = "请在8时至22时之间联系。 / Call between 08:00 and 22:00."
BLOCKED = {
    "code": "QUIET_HOURS",
    "rule": "CC-01",
    "policy_id": "cn/2011-01-13",
    "alternative": ALTERNATIVE,
}
REFUSED = {"command_id": "c-1", "code": "same_person", "detail": "two!"}


def told(**fields: Any) -> dict[str, Any]:
    """The answer as it comes from Kafka, as a document."""
    model: type[Message] = REPLIES.rejected if "detail" in fields else REPLIES.accepted
    reply = model.model_validate_json(json.dumps(fields))
    envelope = Envelope("r-1", "/postloan/collection", model.TYPE, date(2024, 3, 22))
    return answers.document("collection", SENT, envelope, reply)


def shown(lang: Any, **fields: Any) -> str:
    sheet = answers.sheet(Output(lang=lang), told(**fields))
    return "\n".join(" ".join(text_of(cell) for cell in row) for row in sheet.rows)


@pytest.mark.parametrize(
    ("fields", "code"),
    [(TAKEN, 0), (TAKEN | {"event_ids": []}, 0), (REFUSED, 1), (TAKEN | {"blocked": BLOCKED}, 3)],
    ids=["taken", "nothing new", "refused", "blocked"],
)
@pytest.mark.parametrize("as_json", [True, False], ids=["json", "people"])
def test_the_exit_code_says_how_it_ended(
    fields: dict[str, Any], code: int, as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(Output(as_json=as_json), told(**fields)) == code
    assert capsys.readouterr().out


def test_a_blocked_act_is_shown_as_one_in_both_languages() -> None:
    text = shown("both", **TAKEN, blocked=BLOCKED)
    assert "blocked 已拦截" in text
    assert "accepted" not in text
    assert "已接受" not in text
    for part in ("QUIET_HOURS", "quiet hours", "静默时段联系", "CC-01", "cn/2011-01-13", "e-1"):
        assert part in text
    for part in ALTERNATIVE.split(" / "):
        assert part in text


@pytest.mark.parametrize(
    ("lang", "there", "not_there"),
    [
        ("en", ("blocked", "quiet hours", "Call between"), ("已拦截", "请在", "静默时段联系")),
        ("zh", ("已拦截", "静默时段联系", "请在"), ("blocked", "quiet hours", "Call")),
    ],
)
def test_or_in_one(lang: str, there: tuple[str, ...], not_there: tuple[str, ...]) -> None:
    text = shown(lang, **TAKEN, blocked=BLOCKED)
    assert all(part in text for part in there)
    assert not any(part in text for part in not_there)


def test_a_program_reads_the_same() -> None:
    found = told(**TAKEN, blocked=BLOCKED)
    assert found["blocked"] == {
        "code": "QUIET_HOURS",
        "code_en": "quiet hours",
        "code_zh": "静默时段联系",
        "rule": "CC-01",
        "policy_id": "cn/2011-01-13",
        "alternative_en": "Call between 08:00 and 22:00.",
        "alternative_zh": "请在8时至22时之间联系。",
    }
    assert found["reply"]["blocked"] == BLOCKED
    assert found["accepted"] is True
    for fields in (TAKEN, REFUSED):
        assert told(**fields)["blocked"] is None


def test_an_alternative_in_one_piece_is_shown_as_it_is() -> None:
    """A service of a bank's own may have no words for it."""
    text = shown("zh", **TAKEN, blocked=BLOCKED | {"alternative": "court_preservation"})
    assert "court_preservation" in text


def test_every_example_of_a_blocked_act_can_be_shown() -> None:
    paths = sorted(FOLDER.glob("corpus/*.command-accepted.v1/*.json"))
    examples = [json.loads(path.read_text("utf-8")) for path in paths]
    of_blocked = [each for each in examples if "blocked" in each]
    assert len(of_blocked) >= 5
    for fields in of_blocked:
        assert fields["blocked"]["code"] in shown("both", **fields)


def test_the_help_names_the_exit_code_of_a_blocked_act(capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(say(capsys, "send", "--help").out.split())
    assert "3 blocked: the act may not be done" in text
