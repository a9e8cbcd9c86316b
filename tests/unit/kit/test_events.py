"""Stored names, bytes, upcasting, and what we take from the `eventsourcing` package."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import msgspec
import pytest
from eventsourcing.domain import EventSourcingError
from eventsourcing.persistence import (
    IntegrityError,
    JSONTranscoder,
    Mapper,
    RecordConflictError,
    StoredEvent,
)
from eventsourcing.utils import TopicError, get_topic, resolve_topic
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import Money
from services.kit import events
from services.kit.domain import DomainEvent
from services.kit.row import EventRow, stored_event
from tests.unit.kit.rows import ROW, rows

DAY = date(2024, 3, 20)


class Paid(DomainEvent, frozen=True, kw_only=True):
    """In its third schema: version 1 had yuan as text, version 2 had no payer.

    The steps change the fields in place, as the package expects, and return them, as we do.
    """

    NAME: ClassVar[str] = "events.Paid"
    VERSION: ClassVar[int] = 3
    amount: Money
    payer: str
    note: str | None = None

    @staticmethod
    def upcast_v1_v2(fields: dict[str, Any]) -> dict[str, Any]:
        yuan, _, fen = fields.pop("yuan").partition(".")
        fields["amount"] = {"minor": int(yuan + fen), "currency": "CNY"}
        return fields

    @staticmethod
    def upcast_v2_v3(fields: dict[str, Any]) -> dict[str, Any]:
        fields["payer"] = "borrower"
        return fields


class Gapped(DomainEvent, frozen=True, kw_only=True):
    """Somebody raised the version and forgot the way there."""

    NAME: ClassVar[str] = "events.Gapped"
    VERSION: ClassVar[int] = 2


events.register([Paid, Gapped])


PAID = Paid(loan_id="L-1", effective_on=DAY, amount=Money(123_450), payer="court", note="房")


FEN = {"minor": 123_450, "currency": "CNY"}


def stored(**fields: Any) -> bytes:
    return msgspec.json.encode({"loan_id": "L-1", "effective_on": "2024-03-20", **fields})


# -- bytes --------------------------------------------------------------------------------------


def test_the_stored_bytes_are_compact_and_in_the_order_of_the_fields() -> None:
    assert events.encode(PAID).decode() == (
        '{"loan_id":"L-1","effective_on":"2024-03-20",'
        '"amount":{"minor":123450,"currency":"CNY"},"payer":"court","note":"房"}'
    )


def test_what_is_encoded_is_decoded_and_encodes_to_the_same_bytes() -> None:
    data = events.encode(PAID)
    event = events.decode(Paid.NAME, 3, data)
    assert event == PAID
    assert events.encode(event) == data


def test_an_unknown_field_in_stored_bytes_is_no_silent_loss() -> None:
    with pytest.raises(msgspec.ValidationError, match="surprise"):
        events.decode(Paid.NAME, 3, stored(amount=FEN, payer="x", surprise=1))


# -- upcasting ----------------------------------------------------------------------------------


def test_old_schemas_are_raised_step_by_step() -> None:
    expected = Paid(loan_id="L-1", effective_on=DAY, amount=Money(123_450), payer="borrower")
    assert events.decode(Paid.NAME, 1, stored(yuan="1234.50")) == expected
    assert events.decode(Paid.NAME, 2, stored(amount=FEN)) == expected


def test_a_later_schema_than_the_code_knows_is_refused() -> None:
    with pytest.raises(events.UnknownEvent, match="schema version 4, this code knows 3"):
        events.decode(Paid.NAME, 4, b"{}")


def test_a_missing_step_is_named() -> None:
    with pytest.raises(
        events.UnknownEvent, match=r"'events\.Gapped' has no upcast from version 1"
    ):
        events.decode(Gapped.NAME, 1, stored())


def test_a_name_that_nobody_registered_is_refused() -> None:
    with pytest.raises(events.UnknownEvent, match=r"'events\.Never' is not registered"):
        events.decode("events.Never", 1, b"{}")


def test_the_packages_own_mapper_takes_the_same_steps() -> None:
    class Foreign:
        """The same event as the package writes it; it is told the version in the state."""

        TOPIC = "events.Foreign"
        originator_id: str
        class_version = Paid.VERSION
        upcast_v1_v2 = staticmethod(Paid.upcast_v1_v2)
        upcast_v2_v3 = staticmethod(Paid.upcast_v2_v3)

    mapper = Mapper[str](JSONTranscoder())
    ours = events.decode(Paid.NAME, 1, stored(yuan="1234.50"))
    get_topic(Foreign)
    old = StoredEvent("s-1", 7, Foreign.TOPIC, stored(yuan="1234.50"))
    fields = vars(mapper.to_domain_event(old))
    assert (fields.pop("originator_id"), fields.pop("originator_version")) == ("s-1", 7)
    assert msgspec.convert(fields, Paid) == ours


# -- the package's registry ---------------------------------------------------------------------


def test_stored_names_are_in_the_packages_registry_as_they_are_written_out() -> None:
    assert resolve_topic("events.Paid") is Paid
    assert events.event_class("events.Paid") is Paid


def test_registering_again_changes_nothing() -> None:
    events.register([Paid])
    assert events.event_class("events.Paid") is Paid


def test_one_name_for_two_classes_is_refused() -> None:
    class Impostor(DomainEvent, frozen=True, kw_only=True):
        NAME: ClassVar[str] = "events.Paid"

    with pytest.raises(TopicError, match=r"events\.Paid"):
        events.register([Impostor])
    assert events.decode(Paid.NAME, 3, events.encode(PAID)) == PAID


# -- the package's row and error ----------------------------------------------------------------


@given(rows)
def test_a_row_is_the_packages_stored_event(row: EventRow) -> None:
    value = stored_event(row)
    assert isinstance(value, StoredEvent)
    assert value == StoredEvent(
        originator_id=row.stream,
        originator_version=row.version,
        topic=row.type,
        state=row.payload,
    )


def test_the_state_is_the_bytes_that_were_hashed() -> None:
    assert stored_event(ROW).state is ROW.payload


def test_a_conflict_is_the_packages_own_error() -> None:
    """Its recorders raise `IntegrityError`, which is one; so `except` clauses fit both stores."""
    assert issubclass(IntegrityError, RecordConflictError)
    assert issubclass(RecordConflictError, EventSourcingError)


@given(st.text(max_size=20), st.integers(0, 10**15), st.dates())
def test_any_event_survives_its_bytes(note: str, minor: int, on: date) -> None:
    event = Paid(loan_id=note, effective_on=on, amount=Money(minor), payer=note, note=None)
    assert events.decode(Paid.NAME, 3, events.encode(event)) == event
