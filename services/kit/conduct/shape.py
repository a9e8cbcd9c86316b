"""Shape of the gate's rows: practices and white lists, released texts, legal bases, hours, roles.

One pack for all services, because one practice may not have two rows; a service's edition takes the
pack's editions in (``Conducted``), and a bank replaces them like those of a service.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import ClassVar

import msgspec

from services.kit.domain import Frozen, Rejected
from services.kit.policy import SHARED_FOLDERS, Policy, Shared
from services.kit.quantities import DAY_MINUTES, Listed, Quantity, Source, check_quantity

PACKS = Path(__file__).parent / "policies"


class WhiteList(Frozen, frozen=True, kw_only=True):
    """All words that ``field`` may have: in these ``acts``, in any when empty, where ``when`` fits.

    ``other_than``: acts that have a list of their own. ``rule``: the one that says so, where it is
    not the practice's.
    """

    field: str
    codes: tuple[str, ...]
    acts: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    when: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    rule: str | None = None
    source: Source


class Practice(Frozen, frozen=True, kw_only=True):
    """A blocked practice (catalogue section 9): its rule, and what to do instead.

    A pattern of ``when`` fits an act when every field it names has one of the values; ``given`` and
    ``without`` name fields that must be there or missing. ``only``: a word outside these lists is
    the practice, too. ``betrayed_by``: pieces of text that are the practice wherever an act says them,
    but inside ``denied_by``: pieces that say the contrary.
    """

    row: str
    rule: str
    practices: tuple[str, ...]
    alternative: str
    source: Source
    when: tuple[dict[str, tuple[str, ...]], ...] = ()
    only: tuple[WhiteList, ...] = ()
    betrayed_by: Listed | None = None
    denied_by: Listed | None = None


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


class Hours(Frozen, frozen=True, kw_only=True):
    """The quiet hours in minutes of the person's local day, and that day's offset (CC-01)."""

    local_offset: Quantity
    quiet_from: Quantity
    quiet_until: Quantity

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            check_quantity(getattr(self, name), "minute", 0, DAY_MINUTES, f"hours.{name}")


class Roles(Frozen, frozen=True, kw_only=True):
    """Who is the debtor himself, who is liable beside him, who is a third person known by a name."""

    debtor: Listed
    liable: Listed
    third: Listed


class Ways(Frozen, frozen=True, kw_only=True):
    """Channels by what they are: in writing, in person (``staff`` go), to the public (nobody is met)."""

    written: Listed
    in_person: Listed
    public: Listed
    staff: Quantity


class Proven(Frozen, frozen=True, kw_only=True):
    """The proofs by which a demand served in one way counts, and the rule that says so (LM-07).

    ``channels``: those of a contact by which it is served so. ``when_lost``: such a service is one only
    while the debtor's whereabouts are unknown.
    """

    rule: str
    codes: tuple[str, ...]
    channels: tuple[str, ...]
    when_lost: bool = False
    source: Source


class Telling(Frozen, frozen=True, kw_only=True):
    """What tells of the debt whatever data are declared: ``acts`` always; every statement and every
    released text but the silent ones (COL-47, COL-72).
    """

    acts: Listed
    silent_statements: Listed
    silent_templates: Listed


class ConductPolicy(Policy, frozen=True, kw_only=True):
    """One edition. ``debt_fields``: words for data of the debt; ``said_in``: fields with text.

    ``kept``: by field, all words that a blocked event may repeat; any other may be personal data.
    ``demands``: by way of service, what proves a demand.
    """

    hours: Hours
    roles: Roles
    ways: Ways
    debt_fields: Listed
    telling: Telling
    said_in: Listed
    kept: dict[str, Listed]
    demands: dict[str, Proven]
    blocked: dict[str, Practice]
    templates: dict[str, Template]
    legal_bases: dict[str, LegalBasis]

    def proven(self, method: str, proof: str) -> str | None:
        """The rule by which a demand served by ``method`` counts; None when ``proof`` is none of it."""
        row = self.demands.get(method)
        return row.rule if row is not None and proof in row.codes else None

    def local(self, at: str) -> datetime:
        """The instant on the person's clock; ``Rejected`` when it is none there."""
        zone = timezone(timedelta(minutes=self.hours.local_offset.value))
        try:
            return datetime.fromisoformat(at).astimezone(zone)
        except (OverflowError, ValueError):
            raise Rejected(
                "instant_unreal", f"at {at!r} is no instant of the debtor's clock (CC-01)"
            ) from None


class Conducted(Policy, frozen=True, kw_only=True):
    """An edition of a service whose acts touch persons; ``conduct`` comes from the shared pack."""

    SHARED: ClassVar[dict[str, Shared]] = {SHARED_FOLDERS[0]: Shared(ConductPolicy, PACKS)}
    conduct: tuple[ConductPolicy, ...] = ()

    def conduct_on(self, day: date) -> ConductPolicy:
        """The gate's rows in force on ``day``; for days before the first edition, that one."""
        fitting = [each for each in self.conduct if each.effective_from <= day]
        return max(fitting or self.conduct[:1], key=lambda each: each.effective_from)
