"""How commands end: exit codes, one sentence, one JSON document, never a traceback."""

import json
from pathlib import Path

import pytest

from services.console.cli import api, main
from tests.unit.console.asking import ReadSide, say

FOUR_EYES = ("--by", "a", "--approved-by", "b")
NEEDING_A_STACK = [
    ["ingest", "FEED"],
    ["close-day", "2024-01-31"],
    ["wait"],
    ["loan", "L-1"],
    ["history", "L-1"],
    ["book"],
    ["send", "monitoring", "accelerate-loan", "{}"],
    ["status"],
    ["verify"],
    ["dlq", "list"],
    ["dlq", "show", "6a2f41a3-c54c-4fe8-a1dc-6a5a5a2f8b9a"],
    ["dlq", "redrive", "x", *("--service", "monitoring", "--reason", "r"), *FOUR_EYES],
    ["dlq", "discard", "6a2f41a3-c54c-4fe8-a1dc-6a5a5a2f8b9a", "--reason", "r", *FOUR_EYES],
    ["release", "monitoring", "corebank.loan.v1", "2", "--reason", "r", *FOUR_EYES],
    ["items"],
    ["money", "L-1"],
    ["due"],
    ["blocked"],
]
WITHOUT_A_STACK = [["up"], ["demo"], ["contract", "check"]]


@pytest.mark.parametrize("command", NEEDING_A_STACK, ids=lambda command: " ".join(command[:2]))
def test_without_a_stack_the_folder_and_the_way_to_start_one_are_named(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text("")
    asked = [str(feed) if each == "FEED" else each for each in command]
    said = say(capsys, *asked, "--data", str(tmp_path / "none"), "--json")
    assert said.code == 1
    assert str(tmp_path / "none") in said.err
    assert "postloan up --data" in said.err
    assert "Traceback" not in said.err
    assert said.document["exit_code"] == 1
    assert said.document["error"] in said.err


@pytest.mark.parametrize(
    "command", NEEDING_A_STACK + WITHOUT_A_STACK, ids=lambda command: " ".join(command[:2])
)
def test_every_command_has_help_and_the_shared_options(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    words = command[:2] if command[0] in ("dlq", "contract") else command[:1]
    said = say(capsys, *words, "--help")
    assert said.code == 0
    for option in ("--data", "--json", "--lang"):
        assert option in said.out
    assert "╭" not in said.out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["loan"], "LOAN"),
        (["loan", "L-1", "--as-of", "2024-1-5"], "--as-of '2024-1-5'"),
        (["loan", "L-1", "--as-of", "20240105"], "--as-of '20240105'"),
        (["loan", "L-1", "--known-on", "2024-02-30"], "--known-on '2024-02-30'"),
        (["loan", "L-1", "--known-at", "2024-02-01T10:00:00"], "--known-at"),
        (["loan", "L-1", "--known-at", "2024-02-01"], "an offset"),
        (["loan", "L-1", "--lang", "fr"], "'fr' is none of both, en, zh"),
        (["loan", "L-1", "--diff-known", "2024-01-01"], "--diff-known"),
        (["loan", "L-1", "--diff-known", "2024-01-01", "yesterday"], "--diff-known 'yesterday'"),
        (["history", "L-1", "--until", "2024-01-01"], "--until"),
        (["book", "--since", "tomorrow"], "--since 'tomorrow'"),
        (["close-day", "31.01.2024"], "DATE '31.01.2024'"),
        (["wait", "--timeout", "soon"], "--timeout"),
        (["ingest"], "FILE"),
        (["ingest", "no-such-file.jsonl"], "no-such-file.jsonl"),
        (["demo", "no-such-file.jsonl"], "no-such-file.jsonl"),
        (["send", "monitring", "accelerate-loan", "{}"], "SERVICE 'monitring'"),
        (["send", "monitoring", "accelerate", "{}"], "COMMAND 'accelerate'"),
        (["send", "monitoring", "accelerate-loan", "{"], "not a JSON document"),
        (["send", "monitoring", "accelerate-loan", "[]"], "must be a JSON object"),
        (["send", "monitoring", "accelerate-loan", "@none.json"], "none.json"),
        (["send", "audit", "redrive", "{}"], "takes no command"),
        (["dlq", "show", "12"], "EVENT_ID '12'"),
        (["dlq", "discard", "12", "--reason", "r", *FOUR_EYES], "EVENT_ID '12'"),
        (["dlq", "discard", "12", "--reason", "r"], "--actor"),
        (["release", "monitoring", "t", "x", "--reason", "r", *FOUR_EYES], "PARTITION"),
        (
            ["release", "monitoring", "t", "1", "--reason", "r", *FOUR_EYES, "--from", "end"],
            "'end'",
        ),
        (["dlq", "redrive", "x", "--service", "monitoring"], "--reason"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_2_and_names_the_field_and_the_value(
    arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, *arguments)
    assert said.code == 2
    assert named in said.err
    assert said.out == ""
    assert "Traceback" not in said.err


def test_two_kinds_of_knowledge_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    both = ["--known-on", "2024-01-01", "--known-at", "2024-01-01T00:00:00Z"]
    said = say(capsys, "loan", "L-1", *both)
    assert said.code == 2
    assert "--known-on and --known-at" in said.err
    said = say(capsys, "loan", "L-1", *both[:2], "--diff-known", "2024-01-01", "2024-02-01")
    assert said.code == 2
    assert "--diff-known" in said.err


def test_a_misspelt_command_is_answered_with_the_right_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = say(capsys, "lon", "L-1")
    assert said.code == 2
    assert "'loan'" in said.err


def test_wrong_usage_with_json_is_still_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys, "loan", "L-1", "--as-of", "x", "--json")
    assert said.code == 2
    assert said.document["exit_code"] == 2
    assert "--as-of" in said.document["error"]


def test_the_command_alone_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys)
    assert "up" in said.err
    assert "postloan up --demo" in said.err
    assert not said.err.startswith("postloan:")


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys, "--version")
    assert (said.code, said.out.split()[0]) == (0, "postloan")


def test_an_unexpected_error_is_one_sentence_and_a_log(
    audit: ReadSide,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(api, "get", broken)
    (tmp_path / "logs").mkdir()
    said = say(capsys, "loan", "L-1")
    log = tmp_path / "logs" / "postloan-console.log"
    assert said.code == 1
    assert "Unexpected error (ZeroDivisionError: a fault of ours)" in said.err
    assert str(log) in said.err
    assert "Traceback" not in said.err
    assert "Traceback" in log.read_text()


def test_ctrl_c_ends_with_130_and_no_traceback(
    audit: ReadSide, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(api, "get", interrupted)
    said = say(capsys, "loan", "L-1")
    assert (said.code, said.err) == (130, "postloan: Interrupted.\n")


def test_the_console_script_ends_the_process_with_the_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["postloan", "loan", "L-1", "--as-of", "x", "--json"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 2
    assert json.loads(capsys.readouterr().out)
