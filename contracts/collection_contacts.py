"""What passes collection's conduct gate: contacts, measures, segments, notes; and consents.

Officers' commands like those of ``contracts.collection_acts``, which names all of them.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from contracts.acts import Act
from contracts.collection import Proof, ServiceMethod
from contracts.conduct import Citation, ContactSource, Instant, TargetRole
from contracts.message import Code, Identifier, Text, YesNo, open_list


class Contact(Act):
    """What every contact with a person carries; all of it passes the conduct gate.

    ``at``: when, in local time or with its offset. ``contact_point`` and ``contact_source``: the
    number or address and where it came from (CC-08). ``from_line``: the line or sender used.
    ``speaks_as``: in whose name. ``purposes``, ``statements``, ``data_fields``: what it is for,
    what is said, which data are told or written down.
    """

    contact_id: Identifier
    at: Instant
    channel: Annotated[
        Code, open_list("phone", "ai_voice", "sms", "email", "letter", "visit", "meeting")
    ]
    contact_point: Code
    contact_source: ContactSource
    target_role: TargetRole
    target_id: Identifier | None = None
    staff_ids: tuple[Identifier, ...]
    agency_id: Identifier | None = None
    identity_verified: YesNo = False
    template_id: Code | None = None
    legal_bases: tuple[Citation, ...] = ()
    purposes: tuple[Code, ...]
    statements: tuple[Code, ...] = ()
    data_fields: tuple[Code, ...] = ()
    tone: Code = "neutral"
    speaks_as: Code = "self"
    from_line: Code = "pool"
    result: Annotated[
        Code,
        open_list(
            "reached", "no_answer", "invalid_number", "asked_to_stop", "delivered", "returned"
        ),
    ]
    summary: Text = ""


class MakeCall(Contact):
    """A call by a person or a machine, made or about to be made (COL-08, COL-47, COL-53).

    ``phone_stage`` follows that of the case (COL-142). Without one a call to the debtor is at the stage
    that follows, and ``final`` is never taken to be meant.
    """

    TYPE: ClassVar[str] = "postloan.collection.make-call.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    recording_id: Identifier | None = None
    phone_stage: Annotated[Code, open_list("first_contact", "negotiation", "final")] | None = None
    machine_disclosed: YesNo = False
    excuse: Code | None = None


class SendMessage(Contact):
    """A text message, mail or letter by a released template (COL-44, COL-60)."""

    TYPE: ClassVar[str] = "postloan.collection.send-message.v1"


Place = Annotated[Code, open_list("business", "home", "workplace", "bank")]


class HoldVisit(Contact):
    """A visit, by two persons at least (COL-05, COL-09, CC-11)."""

    TYPE: ClassVar[str] = "postloan.collection.hold-visit.v1"

    place: Place
    appointment: YesNo = False
    identity_shown: YesNo = False
    entry_consent: YesNo = False
    operating_normally: YesNo | None = None
    cash_inflow: Text = ""


class ServeDemandNotice(Contact):
    """The overdue notice is served on the borrower (COL-10); its sum is worked out here.

    ``channel`` fits ``method`` (LM-07). Who serves it in person says ``place``, ``appointment``,
    ``identity_shown`` and ``entry_consent`` as of any visit (CC-11, COL-92).
    """

    TYPE: ClassVar[str] = "postloan.collection.serve-demand-notice.v1"
    SCHEMA: ClassVar[str] = "1.1.0"

    notice_id: Identifier
    method: ServiceMethod
    proof: Proof
    proof_id: Identifier | None = None
    place: Place | None = None
    appointment: YesNo = False
    identity_shown: YesNo = False
    entry_consent: YesNo = False


class RequestMeasure(Act):
    """A measure against a person or a thing is asked for: it passes the gate too (COL-59, COL-87).

    ``order_id``: the court's order, ``clause_id``: the clause of the contract that allows it.
    """

    TYPE: ClassVar[str] = "postloan.collection.request-measure.v1"

    measure: Code
    target_role: Code
    order_id: Identifier | None = None
    clause_id: Identifier | None = None
    counterparty: Code | None = None


class AssignSegment(Act):
    """The customer is put in a segment, for offer and effort only (CLS-36)."""

    TYPE: ClassVar[str] = "postloan.collection.assign-segment.v1"

    segment: Code
    criteria: tuple[Code, ...]
    use: Code = "offer_and_effort"


class PostUpdate(Act):
    """Progress is told to colleagues, in the system and without personal data (XCT-15)."""

    TYPE: ClassVar[str] = "postloan.collection.post-update.v1"

    channel: Code
    data_fields: tuple[Code, ...] = ()


class RecordConsent(Act):
    """The debtor agreed to something, or a third person offered or was authorised (CC-01, CC-07)."""

    TYPE: ClassVar[str] = "postloan.collection.record-consent.v1"

    consent_id: Identifier
    kind: Annotated[
        Code,
        open_list("quiet_hours", "attempts", "workplace_visit", "third_party_payer"),
    ]
    party_id: Identifier | None = None
    document_id: Identifier


class RevokeConsent(Act):
    """A consent is taken back (CC-01)."""

    TYPE: ClassVar[str] = "postloan.collection.revoke-consent.v1"

    consent_id: Identifier
