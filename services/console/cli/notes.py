"""What the console notes in the data folder: feeds sent, the last verification."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

_FEEDS: Final = "feeds-sent.json"
_VERIFICATION: Final = "verification.json"


def feed_digest(path: Path) -> str:
    """SHA-256 of a feed file: its name says nothing about what is in it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def feed_sent(data: Path, digest: str) -> dict[str, Any] | None:
    """What was noted when this feed was through; None when it was not sent yet."""
    known = _read(data / _FEEDS)
    noted = known.get(digest)
    return noted if isinstance(noted, dict) else None


def note_feed(data: Path, digest: str, note: dict[str, Any]) -> None:
    """Notes that this feed is through."""
    _write(data / _FEEDS, _read(data / _FEEDS) | {digest: note})


def verification(data: Path) -> dict[str, Any] | None:
    """The last verification of the whole, as noted; None before the first."""
    return _read(data / _VERIFICATION) or None


def note_verification(data: Path, note: dict[str, Any]) -> None:
    """Notes a verification of the whole."""
    _write(data / _VERIFICATION, note)


def _read(path: Path) -> dict[str, Any]:
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # a lost note costs a repetition, nothing else
    return noted if isinstance(noted, dict) else {}


def _write(path: Path, note: dict[str, Any]) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(note, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    fresh.replace(path)
