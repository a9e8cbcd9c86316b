"""A thing to be done until a day: what, by which rule, about what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.kit.domain import Frozen
from services.litigation.domain.deeds import LastDay


class Deadline(Frozen, frozen=True, kw_only=True):
    """``what`` (a code, words in ``words.DUE``) is due until ``on`` by ``article``."""

    on: date
    what: str
    article: str
    about: str = ""
    unrolled: bool = False


def until(last: LastDay | None, what: str, about: str = "") -> Iterator[Deadline]:
    """It is due until the last day of a term; nothing where there is no term."""
    if last is not None:
        yield Deadline(
            on=last.on, what=what, article=last.article, about=about, unrolled=last.unrolled
        )
