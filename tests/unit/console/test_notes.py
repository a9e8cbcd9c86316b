"""What the console notes in the data folder survives what can happen to a file."""

from pathlib import Path

from services.console.cli import notes


def test_a_feed_is_known_by_its_content(tmp_path: Path) -> None:
    first, copy, other = (tmp_path / name for name in ("a", "b", "c"))
    first.write_text("x")
    copy.write_text("x")
    other.write_text("y")
    notes.note_feed(tmp_path, notes.feed_digest(first), {"lines": 1})
    notes.note_feed(tmp_path, notes.feed_digest(other), {"lines": 2})
    assert notes.feed_sent(tmp_path, notes.feed_digest(copy)) == {"lines": 1}
    assert notes.feed_sent(tmp_path, notes.feed_digest(other)) == {"lines": 2}


def test_without_or_with_a_broken_note_nothing_is_known(tmp_path: Path) -> None:
    assert notes.feed_sent(tmp_path / "none", "abc") is None
    assert notes.verification(tmp_path) is None
    (tmp_path / "verification.json").write_text("{half")
    assert notes.verification(tmp_path) is None
    notes.note_verification(tmp_path, {"sound": True})
    assert notes.verification(tmp_path) == {"sound": True}
