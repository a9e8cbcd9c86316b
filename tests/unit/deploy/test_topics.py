"""How large a message each topic takes: what others may send fits, when it is kept, into what we send."""

from __future__ import annotations

import random
from datetime import date

import pytest

from contracts.feed import LONGEST_LINE
from deploy.local import names
from deploy.local.topics import OTHERS_BYTES, OWN_BYTES, configuration
from services.console.cli.brokers import REQUEST_BYTES
from services.kit import dead_letters, events, journal
from services.kit.definition import COREBANK
from services.kit.kit_events import MessageDeadLettered, RawMessage
from services.kit.sending import MESSAGE_BYTES_MAX
from tests.faults.poison import LARGE
from tests.unit.kit.rows import ROW

RECORD_BYTES = 1_024
"""Of Kafka's own around one record: 61 of its batch, lengths and numbers of the record."""
TELLING_BYTES = 100_000
"""Key, attributes and whatever else stands around a payload, taken very large."""


def test_core_banking_and_officers_may_send_less_than_our_own_services() -> None:
    for topic in names.topics(names.DEFAULT_SERVICES):
        others = topic == COREBANK or topic.split(".")[2:3] == ["commands"]
        expected = {"max.message.bytes": str((9 if others else 16) * 1024 * 1024)}
        if others:  # whose clocks are their own: lag is told by the broker's
            expected["message.timestamp.type"] = "LogAppendTime"
        assert configuration(topic) == expected
    assert configuration("test-1.corebank.loan.v1") == configuration(COREBANK)
    assert configuration("postloan.collection.commands.v1") == configuration(COREBANK)
    assert configuration("dlq.collection") != configuration(COREBANK)


def test_clients_are_told_the_same() -> None:
    assert REQUEST_BYTES == OTHERS_BYTES
    assert MESSAGE_BYTES_MAX == OWN_BYTES


def test_the_longest_line_of_a_feed_and_the_large_poison_are_taken() -> None:
    assert LONGEST_LINE + TELLING_BYTES + RECORD_BYTES <= OTHERS_BYTES
    assert LARGE + TELLING_BYTES + RECORD_BYTES <= OTHERS_BYTES


@pytest.mark.parametrize("place", ["value", "key", "header"])
def test_the_letter_of_the_largest_message_fits_into_journal_and_dead_letters(place: str) -> None:
    """Wherever its bytes lie: base64 makes four of three, and no bytes are worse than others."""
    large = random.Random(1).randbytes(OTHERS_BYTES)
    raw = RawMessage.of(
        COREBANK,
        0,
        1,
        0,
        large if place == "key" else b"C-1",
        [("ce_id", large if place == "header" else b"m-1")],
        large if place == "value" else None,
    )
    letter = MessageDeadLettered(
        loan_id="", effective_on=date(2024, 3, 1), rule="not_json", detail="x" * 400, message=raw
    )
    payload = events.encode(letter)
    assert len(payload) > OTHERS_BYTES * 4 // 3
    around = sum(len(n) + len(d) for n, d in journal.to_headers("monitoring", ROW))
    assert len(payload) + around + TELLING_BYTES + RECORD_BYTES <= OWN_BYTES
    told = sum(len(n) + len(d) for n, d in dead_letters.headers("monitoring", ROW, letter))
    assert OTHERS_BYTES + told + TELLING_BYTES + RECORD_BYTES <= OWN_BYTES
