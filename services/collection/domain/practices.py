"""Shape of the conduct gate's rows in the policy: practices and white lists, texts, legal bases."""

from __future__ import annotations

import msgspec

from services.kit.domain import Frozen
from services.kit.quantities import Source


class WhiteList(Frozen, frozen=True, kw_only=True):
    """All words that ``field`` may have: in these ``acts``, in any when empty, where ``when`` fits."""

    field: str
    codes: tuple[str, ...]
    acts: tuple[str, ...] = ()
    when: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    source: Source


class Practice(Frozen, frozen=True, kw_only=True):
    """A blocked practice (catalogue section 9): its rule, and what to do instead.

    A pattern of ``when`` fits an act when every field it names has one of the values; ``given`` and
    ``without`` name fields that must be there or missing. ``only``: a word outside these lists is
    the practice, too.
    """

    row: str
    rule: str
    practices: tuple[str, ...]
    alternative: str
    source: Source
    when: tuple[dict[str, tuple[str, ...]], ...] = ()
    only: tuple[WhiteList, ...] = ()


class Template(Frozen, frozen=True, kw_only=True):
    """A released text: channels it may go by, and from when to when (COL-60)."""

    channels: tuple[str, ...]
    released_from: str
    released_to: str | None = None
    source: Source


class LegalBasis(Frozen, frozen=True, kw_only=True):
    """An article, what it is about, and its time in force (XCT-58)."""

    subjects: tuple[str, ...]
    valid_from: str
    valid_to: str | None = None
    source: Source
