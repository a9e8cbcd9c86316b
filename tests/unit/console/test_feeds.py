"""A feed is checked whole before anything of it is sent."""

import gzip
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services.console.cli import feeds, sending, target
from services.console.cli.errors import CommandError
from services.console.cli.target import Target
from services.console.demo import DEMO_FEED
from tests.unit.console import lines
from tests.unit.console.asking import say

GOOD = lines.repaid("L-1", "C-1", "2024-02-01", "R-1", "101.00")
BAD = lines.repaid("L-1", "C-1", "2024-02-02", "R-2", "101.5")


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    return lines.write(tmp_path / "mixed.jsonl", [GOOD, BAD, GOOD])


def test_good_and_bad_lines_are_told_apart(mixed: Path) -> None:
    feed = feeds.check([mixed])
    assert (feed.good, [bad.line for _, bad in feed.bad]) == (2, [2])
    assert [each.line for each in feed.lines()] == [1, 3]
    [sentence] = feeds.sentences(*feed.bad[0])
    assert sentence.startswith(f"{mixed}, line 2: amount ")
    assert "'101.5' has 1 decimals, CNY has 2" in sentence
    assert sentence.endswith("(rule money_digits).")


def test_a_feed_longer_than_what_is_kept_is_read_again_in_the_same_order(
    mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = feeds.check([mixed, mixed])
    monkeypatch.setattr(feeds, "LINES_KEPT", 1)
    again = feeds.check([mixed, mixed])
    assert (kept.good, again.good) == (4, 4)
    assert list(again.lines()) == list(kept.lines())


def test_a_long_feed_from_a_pipe_is_refused_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "feed.jsonl"
    os.mkfifo(pipe)
    text = lines.write(tmp_path / "good.jsonl", [GOOD, GOOD]).read_bytes()
    monkeypatch.setattr(feeds, "LINES_KEPT", 1)
    with ThreadPoolExecutor(1) as writing:
        writing.submit(pipe.write_bytes, text)
        with pytest.raises(CommandError, match="is a pipe or device and holds more than 1 lines"):
            feeds.check([pipe])


def test_a_short_feed_from_a_pipe_is_held_and_sent(tmp_path: Path) -> None:
    pipe = tmp_path / "feed.jsonl"
    os.mkfifo(pipe)
    text = lines.write(tmp_path / "good.jsonl", [GOOD, GOOD]).read_bytes()
    with ThreadPoolExecutor(1) as writing:
        writing.submit(pipe.write_bytes, text)
        feed = feeds.check([pipe])
    assert feed.good == len(list(feed.lines())) == 2


def test_a_file_that_is_no_gzip_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl.gz"
    path.write_text("no gzip")
    with pytest.raises(CommandError, match="not a sound gzip file"):
        feeds.check([path])


def test_the_demo_book_is_sound() -> None:
    feed = feeds.check([DEMO_FEED])
    assert (feed.good, feed.bad) == (6258, [])


class Taken:
    """Stands in for Kafka: remembers what would have been sent."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lines: list[int] | None = None
        monkeypatch.setattr(sending, "send_lines", self._send)
        monkeypatch.setattr(target, "find", lambda _: lines.target())

    async def _send(self, to: Target, feed: object, sent: object = None) -> int:
        self.lines = [each.line for each in feed]  # type: ignore[attr-defined]
        return len(self.lines)


def test_nothing_is_sent_when_a_line_is_bad(
    mixed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = Taken(monkeypatch)
    said = say(capsys, "ingest", str(mixed), "--json")
    assert (said.code, taken.lines) == (3, None)
    assert "line 2" in said.err
    assert "--skip-bad" in said.err
    document = said.document
    assert (document["lines"], document["sent"]) == (3, 0)
    assert document["bad"][0]["errors"][0]["rule"] == "money_digits"


def test_bad_lines_are_left_out_on_request(
    mixed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = Taken(monkeypatch)
    said = say(capsys, "ingest", str(mixed), "--skip-bad")
    assert (said.code, taken.lines) == (0, [1, 3])
    assert "line 2" in said.err
    assert said.out == "2 messages sent, 1 bad lines left out.\n"


def test_only_the_first_bad_lines_are_told_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Taken(monkeypatch)
    said = say(capsys, "ingest", str(lines.write(tmp_path / "bad.jsonl", [BAD] * 30)))
    assert said.err.count("(rule money_digits)") == 20
    assert "10 more bad lines" in said.err


def test_a_certificate_is_3_when_something_is_broken(
    mixed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, "contract", "check", str(mixed), "--json")
    assert said.code == 3
    assert said.document["passed"] is False
    said = say(capsys, "contract", "check", str(mixed))
    assert said.code == 3
    assert "money_digits" in said.out


def test_a_certificate_is_0_when_nothing_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = tmp_path / "good.jsonl.gz"
    feed.write_bytes(gzip.compress(json.dumps(GOOD).encode() + b"\n"))
    said = say(capsys, "contract", "check", str(feed), "--json")
    assert (said.code, said.document["passed"], said.document["lines"]) == (0, True, 1)
