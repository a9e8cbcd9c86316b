"""Whether a text says a piece of another, however either is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import category, normalize

UNSEEN = frozenset({"Cf", "Mn", "Me"})
"""Formats and marks: they stand in a word without being seen."""


def plain(text: str) -> str:
    """One width, one case, nothing unseen, single blanks."""
    seen = "".join(each for each in normalize("NFKC", text) if category(each) not in UNSEEN)
    return " ".join(seen.casefold().split())


def says(text: str, pieces: Iterable[str], denials: Iterable[str] = ()) -> bool:
    """A piece is in the text once the ``denials`` are out of it.

    Latin letters: as whole words, since longer words mean other things. Chinese has no blanks
    between words, so blanks in it are none.
    """
    left = plain(text)
    for each in denials:
        left = _form(each).sub("|", left)
    return any(_form(each).search(left) for each in pieces)


def _form(piece: str) -> re.Pattern[str]:
    """What ``piece`` looks like in a plain text."""
    wanted = plain(piece)
    if wanted.isascii():
        return re.compile(rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])")
    return re.compile(r"\s?".join(re.escape(each) for each in wanted if each != " "))
