"""How an act towards a person was done: what the conduct gate reads of it (catalogue section 9).

Collection's contacts carry these words themselves; acts of other services carry them as a group that
may be absent. What it says is judged, what it leaves out is not.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.acts import Act
from contracts.message import REAL_INSTANT, Code, Group, Identifier, Text, YesNo, open_list

Instant = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$", max_length=25),
    REAL_INSTANT,
]
"""A moment with its offset from UTC, ``2024-03-22T22:40+08:00``."""

ContactSource = Annotated[
    Code,
    open_list(
        "contract",
        "left_by_debtor",
        "authorised_by_debtor",
        "public_source",
        "designated_contact",
        "credit_bureau",
    ),
]
TargetRole = Annotated[
    Code,
    open_list("borrower", "co_borrower", "guarantor", "relative", "contact_person", "delegate"),
]


class Citation(Group):
    """An article cited as the basis of something: ``subject`` says of what (XCT-58)."""

    basis: Code
    subject: Code


class Conduct(Group):
    """Hour, recipient, text and people of an act towards a person.

    ``at``: when. ``target_role`` and ``target_id``: to whom, where it is not the person that the act
    names anyway. ``contact_source``: where the number or address came from (CC-08). ``template_id``:
    the released text, ``text``: what is said; it passes the gate and is not kept.
    """

    at: Instant | None = None
    target_role: TargetRole | None = None
    target_id: Identifier | None = None
    contact_source: ContactSource | None = None
    staff_ids: tuple[Identifier, ...] = ()
    agency_id: Identifier | None = None
    identity_verified: YesNo | None = None
    template_id: Code | None = None
    legal_bases: tuple[Citation, ...] = ()
    purposes: tuple[Code, ...] = ()
    statements: tuple[Code, ...] = ()
    data_fields: tuple[Code, ...] = ()
    tone: Code | None = None
    speaks_as: Code | None = None
    from_line: Code | None = None
    text: Text = ""


class Touching(Act):
    """An officer's command that touches a person outside collection's contacts."""

    conduct: Conduct | None = None
