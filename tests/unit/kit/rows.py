"""Rows for tests of the kit: one that is fixed, and any at all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from services.kit import chain
from services.kit.journal import instant
from services.kit.row import EventRow

ROW = EventRow(
    shard=3,
    stream="loan-L-4801",
    version=7,
    position=42,
    event_id=UUID("5f0c9a52-9f5b-5a0e-8d56-0e1b2c3d4e5f"),
    type="monitoring.ReceiptTaken",
    schema_version=1,
    loan_id="L-4801",
    key="C-0007",
    effective_on=date(2024, 3, 20),
    known_on=date(2024, 3, 22),
    recorded_at=datetime(2024, 3, 22, 9, 30, 15, 123456, tzinfo=UTC),
    hlc=112_141_823_311_937_538,
    correlation_id="corr-1",
    causation_id="m-1",
    cause_link=bytes(range(32)),
    actor="/corebank",
    traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    payload=b'{"receipt_id":"R-1","amount":"6432.00"}',
    link=b"\x11" * 32,
)

_text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
_number = st.integers(0, 2**63 - 1)
_last_us = chain.microseconds(datetime(9999, 12, 31, tzinfo=UTC))
_instants = st.integers(0, _last_us).map(instant)
COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    "shard": st.integers(0, 15),
    "stream": _text,
    "version": _number,
    "position": _number,
    "event_id": st.uuids(),
    "type": _text,
    "schema_version": st.integers(1, 32_767),
    "loan_id": _text,
    "key": _text,
    "effective_on": st.dates(),
    "known_on": st.dates(),
    "recorded_at": _instants,
    "hlc": _number,
    "correlation_id": _text,
    "causation_id": _text,
    "cause_link": st.none() | st.binary(max_size=40),
    "actor": _text,
    "traceparent": st.none() | _text,
    "payload": st.binary(max_size=60),
    "link": st.binary(max_size=40),
}
rows = st.builds(EventRow, **COLUMNS)
