"""Words for people as the contract's ``Text`` takes them, whatever an officer or a mistake put there."""

from __future__ import annotations

from contracts.message import TEXT_LENGTH


def fitting(text: str, length: int = TEXT_LENGTH) -> str:
    """The text without U+0000 and lone surrogates, and with at most ``length`` characters.

    What had to be cut says so at its end, with the number of characters that there were.
    """
    clean = text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
    if len(clean) <= length:
        return clean
    mark = f" ... (cut, {len(clean)} characters in all)"
    return clean[: length - len(mark)] + mark
