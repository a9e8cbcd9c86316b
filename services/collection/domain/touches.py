"""Acts that touch a person: contacts, measures, segments, notes, placing with an agency.

All of them pass the conduct gate, which reads their words by name. What a kind of act has no word
for is empty.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from services.collection.domain.acts import CollectionAct
from services.kit.conduct.asked import Citation


class Contact(CollectionAct, frozen=True, kw_only=True):
    """A contact with a person. ``at``: RFC 3339 with its offset."""

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
    data_fields: tuple[str, ...]
    tone: str
    speaks_as: str
    from_line: str
    result: str
    summary: str


class MakeCall(Contact, frozen=True, kw_only=True):
    """A call by a person or a machine."""

    RULE: ClassVar[str] = "make-call"
    recording_id: str | None
    phone_stage: str | None
    machine_disclosed: bool
    excuse: str | None


class SendMessage(Contact, frozen=True, kw_only=True):
    """A text message, mail or letter."""

    RULE: ClassVar[str] = "send-message"


class HoldVisit(Contact, frozen=True, kw_only=True):
    """A visit."""

    RULE: ClassVar[str] = "hold-visit"
    place: str
    appointment: bool
    identity_shown: bool
    entry_consent: bool
    operating_normally: bool | None
    cash_inflow: str


class ServeDemandNotice(Contact, frozen=True, kw_only=True):
    """The overdue notice is served. From ``place`` on: how, where somebody went to the person for it."""

    RULE: ClassVar[str] = "serve-demand-notice"
    notice_id: str
    method: str
    proof: str
    proof_id: str | None
    place: str | None
    appointment: bool
    identity_shown: bool
    entry_consent: bool


class RequestMeasure(CollectionAct, frozen=True, kw_only=True):
    """A measure against a person or a thing is asked for."""

    RULE: ClassVar[str] = "request-measure"
    measure: str
    target_role: str
    order_id: str | None
    clause_id: str | None
    counterparty: str | None


class AssignSegment(CollectionAct, frozen=True, kw_only=True):
    """The customer is put in a segment."""

    RULE: ClassVar[str] = "assign-segment"
    segment: str
    criteria: tuple[str, ...]
    use: str


class PostUpdate(CollectionAct, frozen=True, kw_only=True):
    """Progress is told to colleagues."""

    RULE: ClassVar[str] = "post-update"
    channel: str
    data_fields: tuple[str, ...]


class PlaceWithAgency(CollectionAct, frozen=True, kw_only=True):
    """An agency takes the case."""

    RULE: ClassVar[str] = "place-with-agency"
    agency_id: str
    licence_id: str | None
    licence_ends_on: date | None
    agreement_id: str | None
    data_fields: tuple[str, ...]


Touch = (
    MakeCall
    | SendMessage
    | HoldVisit
    | ServeDemandNotice
    | RequestMeasure
    | AssignSegment
    | PostUpdate
    | PlaceWithAgency
)
