"""What was done, as events: contacts and officers' acts that were let through.

``case_id`` is the case at that time, empty without one. A blocked act is never among them.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Money
from services.collection.domain import upcasts
from services.kit.conduct.asked import Citation
from services.kit.domain import DomainEvent


class Done(DomainEvent, frozen=True, kw_only=True):
    """An officer's act, taken on ``processed_on``; it counts on ``effective_on``."""

    processed_on: date
    case_id: str
    requested_by: str
    role: str
    reason: str
    approved_by: str | None
    policy_id: str


class Contacted(Done, frozen=True, kw_only=True):
    """A contact with its outcome. ``effective_on`` is the debtor's local day of ``at``.

    ``to_debtor``: it was addressed to the debtor himself, by the words for him then (CC-04)."""

    VERSION: ClassVar[int] = 2
    contact_id: str
    at: str
    channel: str
    contact_point: str
    contact_source: str
    target_role: str
    target_id: str | None
    staff_ids: tuple[str, ...]
    agency_id: str | None
    identity_verified: bool
    template_id: str | None
    legal_bases: tuple[Citation, ...]
    purposes: tuple[str, ...]
    statements: tuple[str, ...]
    result: str
    summary: str
    to_debtor: bool
    upcast_v1_v2 = staticmethod(upcasts.addressed)


class CollectionCallMade(Contacted, frozen=True, kw_only=True):
    """A call. ``effective``: connected and identity confirmed (CC-02). After a final one the case
    is handed over on ``hand_over_on`` if nothing is paid (COL-16).

    ``phone_stage``: the one it named or came to (COL-142); ``stage_place``: the how manyth of the order
    then, 0 where it moves no case."""

    NAME: ClassVar[str] = "collection.CollectionCallMade"
    VERSION: ClassVar[int] = 3
    recording_id: str | None
    phone_stage: str | None
    effective: bool
    excuse: str | None
    hand_over_on: date | None
    stage_place: int = 0
    upcast_v1_v2 = staticmethod(upcasts.placed)
    upcast_v2_v3 = staticmethod(upcasts.addressed)


class MessageSent(Contacted, frozen=True, kw_only=True):
    """A text message, mail or letter went out."""

    NAME: ClassVar[str] = "collection.MessageSent"


class SiteVisitCompleted(Contacted, frozen=True, kw_only=True):
    """A visit by two persons at least. ``effective``: somebody was met and his identity confirmed."""

    NAME: ClassVar[str] = "collection.SiteVisitCompleted"
    place: str
    appointment: bool
    identity_shown: bool
    entry_consent: bool
    operating_normally: bool | None
    cash_inflow: str
    effective: bool
    upcast_v1_v2 = staticmethod(upcasts.visited)


class DemandNoticeAttempted(Contacted, frozen=True, kw_only=True):
    """The notice did not reach the debtor, or nothing proves that it did: a contact, no service."""

    NAME: ClassVar[str] = "collection.DemandNoticeAttempted"
    notice_id: str
    method: str
    proof: str
    proof_id: str | None


class DemandNoticeServed(Contacted, frozen=True, kw_only=True):
    """The notice was served; ``amount`` is what was owed on that day with its penalty."""

    NAME: ClassVar[str] = "collection.DemandNoticeServed"
    notice_id: str
    method: str
    proof: str
    proof_id: str | None
    amount: Money


class GuarantorDemandRequested(Done, frozen=True, kw_only=True):
    """After service the guarantor's side is to be asked to pay (COL-12)."""

    NAME: ClassVar[str] = "collection.GuarantorDemandRequested"
    notice_id: str


class MeasureRequested(Done, frozen=True, kw_only=True):
    """A lawful measure was asked for."""

    NAME: ClassVar[str] = "collection.MeasureRequested"
    measure: str
    target_role: str
    order_id: str | None
    clause_id: str | None


class SegmentAssigned(Done, frozen=True, kw_only=True):
    """The customer is in a segment, for offer and effort only."""

    NAME: ClassVar[str] = "collection.SegmentAssigned"
    segment: str
    criteria: tuple[str, ...]


class UpdatePosted(Done, frozen=True, kw_only=True):
    """Progress was told inside the system."""

    NAME: ClassVar[str] = "collection.UpdatePosted"


class ConsentRecorded(Done, frozen=True, kw_only=True):
    """A consent holds from ``effective_on`` until it is revoked."""

    NAME: ClassVar[str] = "collection.ConsentRecorded"
    consent_id: str
    kind: str
    party_id: str | None
    document_id: str


class ConsentRevoked(Done, frozen=True, kw_only=True):
    """The consent holds no longer."""

    NAME: ClassVar[str] = "collection.ConsentRevoked"
    consent_id: str


class ArrearsCauseRecorded(Done, frozen=True, kw_only=True):
    """Why the loan is in arrears."""

    NAME: ClassVar[str] = "collection.ArrearsCauseRecorded"
    cause: str


ContactEvent = (
    CollectionCallMade
    | MessageSent
    | SiteVisitCompleted
    | DemandNoticeAttempted
    | DemandNoticeServed
)
TalkDone = (
    ContactEvent
    | GuarantorDemandRequested
    | MeasureRequested
    | SegmentAssigned
    | UpdatePosted
    | ConsentRecorded
    | ConsentRevoked
    | ArrearsCauseRecorded
)
