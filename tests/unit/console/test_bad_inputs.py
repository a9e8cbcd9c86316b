"""What people and scripts get wrong: one sentence with field, value and rule, never a traceback."""

import gzip
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from contracts.errors import IDENTIFIER_PATTERN
from services.console.lives.reading import read_life
from tests.unit.console.asking import ReadSide, say

FOUR_EYES = ("--by", "a", "--approved-by", "b")
DEEP = "[" * 100_000
A_LOAN = "a loan's number has 1 to 128 characters and no white space"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["loan", ""], f"LOAN '': {A_LOAN}"),
        (["loan", "  "], f"LOAN '  ': {A_LOAN}"),
        (["loan", "L 1"], f"LOAN 'L 1': {A_LOAN}"),
        (["loan", "L\x001"], "LOAN 'L\\x001'"),
        (["loan", "L" * 129], f"(129 characters)': {A_LOAN}"),
        (["loan", "L\udc80"], f"LOAN 'L\\udc80': {A_LOAN}"),
        (["history", ""], f"LOAN '': {A_LOAN}"),
        (["verify", ""], f"LOAN '': {A_LOAN}"),
        (["wait", "--timeout", "x"], "Invalid value 'x' for '--timeout'"),
        (["wait", "--timeout=-1"], "Invalid value '-1' for '--timeout'"),
        (["wait", "--timeout", "nan"], "Invalid value 'nan' for '--timeout'"),
        (["items", "--limit", "0"], "Invalid value '0' for '--limit'"),
        (["items", "--limit", "10001"], "Invalid value '10001' for '--limit'"),
        (["items", "--limit", "many"], "Invalid value 'many' for '--limit'"),
        (["dlq", "list", "--limit", "1.5"], "Invalid value '1.5' for '--limit'"),
        (
            ["send", "nosuch", "x", "{}"],
            "choose one of monitoring, classification, collection, guarantee, litigation, disposal.",
        ),
        (["send", "monitoring", "redrive", DEEP], "JSON is nested too deeply"),
        (["send", "monitoring", "redrive", '{"a": ' * 100_000], "JSON is nested too deeply"),
        (["send", "monitoring", "redrive", "@."], "The file . can't be read"),
        (["send", "monitoring", "redrive", "@"], "can't be read"),
        (["send", "monitoring", "redrive", "9" * 5000], "JSON"),
        (["send", "monitoring", "redrive", "null"], "must be a JSON object"),
        (["close-day", "0000-01-01"], "DATE '0000-01-01'"),
        (["close-day", ""], "DATE ''"),
        (["book", "--as-of", "２０２４-01-01"], "--as-of '２０２４-01-01'"),
        (["book", "--as-of", "2024-W05-3"], "--as-of '2024-W05-3'"),
        (["close-day", "2024-W05-3"], "DATE '2024-W05-3'"),
        (["loan", "L-1", "--known-at", "2024-01-01T25:00:00Z"], "--known-at"),
        (["demo", "."], "'.' is a directory"),
        (["release", "monitoring", "t", "1.5", "--reason", "r", *FOUR_EYES], "PARTITION"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_wrong_usage_is_2_and_names_field_value_and_rule(
    arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, *arguments)
    assert said.code == 2, said.err
    assert named in said.err
    assert "Traceback" not in said.err
    assert "Unexpected" not in said.err


@pytest.mark.parametrize(
    "loan",
    [
        "贷-\U00020bb7龘",
        "\U00031350",  # newer than this Python's table of characters
        "\ue000",  # private use: names outside the standard's characters
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",  # three emoji joined into one
        "—%2F..?#&=\"'<b>",
    ],
)
def test_every_number_that_the_contract_takes_can_be_asked_for(
    loan: str, audit: ReadSide, capsys: pytest.CaptureFixture[str]
) -> None:
    assert re.fullmatch(IDENTIFIER_PATTERN, loan)
    audit.answers[path := "/loans/" + quote(loan, safe="")] = 404, {"detail": "no such loan"}
    said = say(capsys, "loan", loan)
    assert (said.code, audit.asked) == (1, [path])
    assert "No such loan." in said.err


@pytest.mark.parametrize("command", [["demo"], ["up"], ["status"], ["loan", "L-1"], ["wait"]])
def test_a_file_is_no_data_folder(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "book.jsonl"
    file.write_text("{}")
    said = say(capsys, *command, "--data", str(file))
    assert said.code == 2
    assert f"--data '{file}' is a file: give the folder" in said.err


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("PARTITIONS", "x", "POSTLOAN_PARTITIONS is 'x': the number of partitions must be 1, 2,"),
        ("API_PORT", "99999", "POSTLOAN_API_PORT is '99999': a port must be a whole number from"),
        ("API_PORT", "eight", "POSTLOAN_API_PORT is 'eight': a port must be"),
        (
            "VERIFIER_DSNS",
            "postgresql://a:hidden@h/a",
            "POSTLOAN_VERIFIER_DSNS: it must be a JSON",
        ),
        ("VERIFIER_DSNS", '["hidden"]', "POSTLOAN_VERIFIER_DSNS: it must be a JSON object"),
        ("VERIFIER_DSNS", '{"audit": ["hidden"]}', "POSTLOAN_VERIFIER_DSNS: it must be a JSON"),
        ("VERIFIER_DSNS", DEEP, "POSTLOAN_VERIFIER_DSNS: it must be a JSON object"),
        ("API_HOST", "a b", "POSTLOAN_API_HOST is 'a b': it must be a host's name or address"),
        ("API_HOST", "http://h", "POSTLOAN_API_HOST is 'http://h': it must be a host's name"),
        ("API_TOKEN_FILE", "/nowhere/token", "The token file /nowhere/token can't be read"),
    ],
    ids=lambda value: value[:30],
)
def test_a_bad_variable_is_named(
    name: str,
    value: str,
    named: str,
    audit: ReadSide,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(f"POSTLOAN_{name}", value)
    said = say(capsys, "loan", "L-1")
    assert said.code == 1
    assert said.err.startswith(f"postloan: {named}")
    assert "hidden" not in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"tok\xffen", "can't be read: 'utf-8' codec"),
        ("token 中".encode(), "holds no token: it must be one line of ASCII."),
        (b"one\ntwo", "holds no token: it must be one line of ASCII."),
        (b" \n", "holds no token: it must be one line of ASCII."),
    ],
)
def test_a_token_that_is_none_is_a_sentence(
    content: bytes,
    named: str,
    audit: ReadSide,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "token").write_bytes(content)
    said = say(capsys, "loan", "L-1")
    assert said.code == 1
    assert f"The token file {tmp_path / 'token'} {named}" in said.err
    assert "Unexpected" not in said.err


@pytest.mark.parametrize("command", [["status"], ["loan", "L-1"], ["demo"]])
def test_a_damaged_stack_json_is_named(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "stack.json").write_text('{"ports": {}}')
    said = say(capsys, *command, "--data", str(data))
    assert said.code == 1
    assert f"The file {data / 'stack.json'} can't be used: ports.kafka is None" in said.err


@pytest.mark.parametrize(
    ("name", "content", "code", "named"),
    [
        ("a.jsonl.gz", b"no gzip\n", 1, "is not a sound gzip file"),
        ("a.jsonl.gz", gzip.compress(b"{}\n" * 9000, mtime=0)[:40], 1, "is cut off"),
        ("a.jsonl", DEEP.encode(), 3, "not JSON"),
        ("a.jsonl", b"\xff\xfe\x00\n", 3, "UTF-8"),
        ("a.jsonl", b'{"id": "\\ud800"}\n', 3, ""),
    ],
)
def test_a_feed_that_is_none_is_a_certificate_or_a_sentence(
    name: str,
    content: bytes,
    code: int,
    named: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    feed = tmp_path / name
    feed.write_bytes(content)
    said = say(capsys, "contract", "check", str(feed))
    assert said.code == code
    assert named in said.err + said.out
    assert "Traceback" not in said.err
    assert "Unexpected" not in said.err


def test_a_mark_with_which_an_editor_begins_a_life_is_no_fault(tmp_path: Path) -> None:
    short = Path(__file__).parents[2] / "data" / "life-short.toml"
    (marked := tmp_path / short.name).write_bytes(b"\xef\xbb\xbf" + short.read_bytes())
    assert read_life(marked) == read_life(short)
