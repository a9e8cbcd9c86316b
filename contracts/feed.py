"""Reads a feed file line by line: ``.jsonl`` or ``.jsonl.gz``, one CloudEvents event per line.

Memory does not grow with the file: one line at a time, and a line has a greatest length.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

import msgspec

from contracts.catalogue import CATALOGUE, COREBANK, MODELS, parse
from contracts.envelope import Envelope
from contracts.errors import ContractError
from contracts.message import LONGEST_MESSAGE, Message
from contracts.structured import from_structured

LONGEST_LINE: Final = LONGEST_MESSAGE
FEED_TYPES: Final = frozenset(row.message.TYPE for row in CATALOGUE if row.topic == COREBANK)
"""What a core-banking feed may hold."""


class FeedError(Exception):
    """A feed that can't be read as a file; the message names the file and the reason."""


class FeedLine(NamedTuple):
    """A line that fits the contract, ready to be sent."""

    line: int
    envelope: Envelope
    payload: bytes


class BadLine(NamedTuple):
    """A line that breaks the contract, with all that is wrong with it."""

    line: int
    errors: tuple[ContractError, ...]


class Examined(NamedTuple):
    """What one line turned out to be. Parts that could not be read are None."""

    line: int
    document: dict[str, Any] | None
    envelope: Envelope | None
    payload: bytes | None
    message: Message | None
    model: type[Message] | None
    errors: tuple[ContractError, ...]


def read_feed(path: Path | str, skip_bad: bool = False) -> Iterator[FeedLine | BadLine]:
    """Each line of the feed in order; with ``skip_bad`` only the good ones.

    Raises ``FeedError`` when the file can't be read (any more).
    """
    for seen in examine_feed(path):
        if seen.errors:
            if not skip_bad:
                yield BadLine(seen.line, seen.errors)
        elif seen.envelope is not None and seen.payload is not None:
            yield FeedLine(seen.line, seen.envelope, seen.payload)


def examine_feed(path: Path | str) -> Iterator[Examined]:
    """Each line of the feed, examined as far as it can be read."""
    for number, raw in _lines(Path(path)):
        yield examine(number, raw)


def examine(number: int, raw: bytes) -> Examined:
    """One line: JSON, envelope, key and subject, payload."""
    if len(raw) > LONGEST_LINE:
        return _unread(number, "line_length", raw, f"the line is longer than {LONGEST_LINE} bytes")
    try:
        line: Any = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        return _unread(number, "not_json", raw, f"not JSON: {wrong}")
    if not isinstance(line, dict):
        return _unread(number, "not_object", raw, "the line is no JSON object")
    errors: list[ContractError] = []
    envelope: Envelope | None = None
    payload: bytes | None = None
    try:
        envelope, payload = from_structured(line)
    except ContractError as wrong:
        errors += [wrong, *wrong.others]
    kind = line.get("type")
    model = MODELS.get(kind) if isinstance(kind, str) and kind in FEED_TYPES else None
    message: Message | None = None
    if isinstance(kind, str):
        message, found = _message(kind, line.get("data"))
        errors += found
    return Examined(number, line, envelope, payload, message, model, _unique(errors))


def _message(kind: str, data: object) -> tuple[Message | None, list[ContractError]]:
    if kind in MODELS and kind not in FEED_TYPES:
        detail = "it is a message of the contract, but core banking does not send it"
        return None, [ContractError("unknown_type", "type", kind, detail)]
    if kind in MODELS and not isinstance(data, dict):
        return None, []  # said by the envelope's look already
    try:
        return parse(kind, msgspec.json.encode(data)), []
    except ContractError as wrong:
        wrong.field = "type" if wrong.field == "ce_type" else wrong.field
        return None, [wrong, *wrong.others]


def _unread(number: int, rule: str, raw: bytes, detail: str) -> Examined:
    error = ContractError(rule, "line", raw[:400].decode("utf-8", "backslashreplace"), detail)
    return Examined(number, None, None, None, None, None, (error,))


def _unique(errors: list[ContractError]) -> tuple[ContractError, ...]:
    return tuple({(error.rule, error.field): error for error in reversed(errors)}.values())[::-1]


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with _open(path) as file:
            number = 0
            while raw := file.readline(LONGEST_LINE + 2):
                number += 1
                whole = raw.endswith(b"\n")
                while not whole and len(raw) > LONGEST_LINE:
                    rest = file.readline(LONGEST_LINE)
                    whole = not rest or rest.endswith(b"\n")
                if raw.strip():
                    yield number, raw.rstrip(b"\r\n")
    except (gzip.BadGzipFile, zlib.error) as wrong:
        raise FeedError(f"{path} is not a sound gzip file: {wrong}") from None
    except EOFError:
        raise FeedError(f"{path} is cut off: its gzip stream has no end") from None
    except OSError as wrong:
        raise FeedError(f"{path} can't be read: {wrong.strerror or wrong}") from None


def _open(path: Path) -> gzip.GzipFile | BinaryIO:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")
