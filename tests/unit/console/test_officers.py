"""Officers' commands: what is checked before anything is sent."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.envelope import Envelope
from contracts.json_schema import examples_of
from services.console.cli import answers, officers
from services.console.cli.errors import UsageError
from services.console.cli.output import Output, text_of
from services.kit.sharding import shard_of
from tests.unit.console import lines
from tests.unit.console.asking import ReadSide, say

OVERRIDE: dict[str, Any] = {
    "loan_id": "L-1",
    "obligor_id": "C-1",
    "class": "doubtful",
    "reason": "the factory burnt down",
    "requested_by": "wang",
    "role": "post_loan_officer",
    "approved_by": "li",
    "approver_role": "risk_reviewer",
}


def test_the_json_comes_as_an_argument_from_a_file_or_from_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = json.dumps(OVERRIDE)
    file = tmp_path / "command.json"
    file.write_text(text)
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert officers.argument(text) == OVERRIDE
    assert officers.argument(f"@{file}") == OVERRIDE
    assert officers.argument("-") == OVERRIDE


def test_every_broken_field_has_its_sentence() -> None:
    model = officers.model_of("classification", "override-class")
    with pytest.raises(UsageError) as refused:
        officers.check(model, OVERRIDE | {"class": "bad", "reason": 7})
    assert "class 'bad'" in str(refused.value)
    assert "(rule choice_unknown)" in str(refused.value)
    assert "reason '7'" in str(refused.value)


def test_the_obligor_may_be_given_and_decides_key_and_shard() -> None:
    asked = officers.prepare(lines.target(), "classification", "override-class", OVERRIDE)
    assert (asked.key, asked.shard) == ("C-1", shard_of("C-1"))


def test_a_missing_obligor_is_looked_up_from_the_loan(
    audit: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    audit.answers = {"/loans/L-1": (404, {"detail": "no loan L-1"})}
    fields = {name: value for name, value in OVERRIDE.items() if name != "obligor_id"}
    said = say(capsys, "send", "monitoring", "redrive", json.dumps(fields | {"stream": "s"}))
    assert audit.asked == ["/loans/L-1"]
    assert (said.code, said.err) == (1, "postloan: No loan L-1.\n")


@pytest.mark.parametrize("loan_id", ["", " ", "L 1", "L" * 129])
def test_a_loan_that_cannot_be_one_is_named_with_its_rule_and_not_looked_up(
    loan_id: str, audit: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    [example, *_] = examples_of("postloan.monitoring.accelerate-loan.v1")
    fields = json.loads(example.read_text("utf-8")) | {"loan_id": loan_id}
    del fields["obligor_id"]
    said = say(capsys, "send", "monitoring", "accelerate-loan", json.dumps(fields))
    assert (said.code, audit.asked) == (2, [])
    assert said.err.startswith("postloan: loan_id '")
    assert "(rule identifier_format)" in said.err
    assert "obligor_id" not in said.err


@pytest.mark.parametrize(
    ("second", "actor"),
    [({"approved_by": "li"}, "wang+li"), ({}, "wang"), ({"approved_by": None}, "wang")],
    ids=["two persons", "one", "one, and nobody named"],
)
def test_who_acts_is_named_once_per_person(second: dict[str, Any], actor: str) -> None:
    """Audit showed that ``chen+None`` had called."""
    fields = cure_test({"requested_by": "wang"} | second)
    asked = officers.prepare(lines.target(), "classification", "hold-cure-test", fields)
    envelope = Envelope("c-1", "/console", asked.message.TYPE, date(2024, 3, 22))
    assert officers.addressed(asked, envelope).actor == actor


def cure_test(people: dict[str, Any]) -> dict[str, Any]:
    """A command that needs no second person."""
    [example, *_] = examples_of("postloan.classification.hold-cure-test.v1")
    read: dict[str, Any] = json.loads(example.read_text("utf-8"))
    return {name: value for name, value in read.items() if "appro" not in name} | people


def test_a_redrive_goes_to_the_letters_shard_whatever_its_key() -> None:
    fields = {"reason": "mended", "requested_by": "a", "approved_by": "b", "stream": "loan-L-1"}
    asked = officers.order("monitoring", "redrive", 7, None, fields)
    assert (asked.service, asked.shard, asked.key) == ("monitoring", 7, None)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ({"command_id": "c", "event_ids": ["e-1", "e-2"]}, {"accepted", "e-1", "e-2"}),
        ({"command_id": "c", "event_ids": []}, {"accepted", "none"}),
        (
            {"command_id": "c", "code": "same_person", "detail": "two!"},
            {"rejected", "same_person"},
        ),
    ],
)
def test_the_reply_is_shown(reply: dict[str, Any], words: set[str]) -> None:
    document = {
        "service": "classification",
        "command": "postloan.classification.override-class.v1",
        "command_id": "c",
        "accepted": "event_ids" in reply,
        "blocked": None,
        "reply": reply,
    }
    sheet = answers.sheet(Output(lang="en"), document)
    assert words <= {text_of(cell) for row in sheet.rows for cell in row}
