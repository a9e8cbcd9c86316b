"""Every name that telemetry uses, once: attributes, instruments with unit and description.

Messaging names are those of the semantic conventions 1.45, which are still in development; the
names before them are emitted beside them when ``OTEL_SEMCONV_STABILITY_OPT_IN`` holds
``messaging/dup`` (docs/telemetry.md). Prometheus makes underscores of dots and adds the unit
(``s`` -> ``_seconds``) and, for counters, ``_total``: ``loan.consumer.lag`` in seconds is
``loan_consumer_lag_seconds`` there.
"""

from __future__ import annotations

from typing import Final, NamedTuple

SCHEMA_URL: Final = "https://opentelemetry.io/schemas/1.45.0"
SCOPE: Final = "postloan.kit"

# -- semantic conventions: messaging 1.45, database, errors -------------------------------------

SYSTEM: Final = "messaging.system.name"
OPERATION_NAME: Final = "messaging.operation.name"
OPERATION_TYPE: Final = "messaging.operation.type"
DESTINATION: Final = "messaging.destination.name"
PARTITION: Final = "messaging.destination.partition.id"
GROUP: Final = "messaging.consumer.group.name"
MESSAGE_COUNT: Final = "messaging.batch.message_count"
MESSAGE_ID: Final = "messaging.message.id"
KAFKA_OFFSET: Final = "kafka.offset"
ERROR_TYPE: Final = "error.type"
DB_SYSTEM: Final = "db.system.name"
DB_PROCEDURE: Final = "db.stored_procedure.name"

# What 1.24 and before, and 1.27 to 1.44, called the same; a partition was a number then.
OLDER: Final[dict[str, tuple[str, ...]]] = {
    SYSTEM: ("messaging.system",),
    OPERATION_TYPE: ("messaging.operation",),
    PARTITION: ("messaging.kafka.destination.partition",),
    GROUP: ("messaging.kafka.consumer.group",),
    KAFKA_OFFSET: ("messaging.kafka.offset", "messaging.kafka.message.offset"),
}
NUMBERS_BEFORE: Final = frozenset({"messaging.kafka.destination.partition"})

# -- our own attributes -------------------------------------------------------------------------

SERVICE: Final = "service"
TOPIC: Final = "topic"
RULE: Final = "rule"
LOAN: Final = "loan.id"
BUSINESS_DATE: Final = "loan.business_date"
COMMAND: Final = "loan.command"
STREAM_VERSION: Final = "loan.stream.version"
EVENT_TYPES: Final = "loan.event.types"
EVENT_TYPE: Final = "loan.event.type"
EVENT_COUNT: Final = "loan.event.count"
POLICY: Final = "loan.policy.id"
REFUSAL: Final = "loan.refusal"
FIRST_OFFSET: Final = "postloan.kafka.offset.first"
LAST_OFFSET: Final = "postloan.kafka.offset.last"
OUR_ATTRIBUTES: Final = (
    LOAN,
    BUSINESS_DATE,
    COMMAND,
    STREAM_VERSION,
    EVENT_TYPES,
    EVENT_TYPE,
    EVENT_COUNT,
    POLICY,
    REFUSAL,
    RULE,
    FIRST_OFFSET,
    LAST_OFFSET,
)


class Instrument(NamedTuple):
    """One metric: OpenTelemetry name, unit (UCUM), what it tells."""

    name: str
    unit: str
    description: str


# -- counters -----------------------------------------------------------------------------------

CONSUMED = Instrument(
    "messaging.client.consumed.messages", "{message}", "Records handed to this service."
)
APPENDED = Instrument("loan.events.appended", "{event}", "Events written to the store.")
RELAYED = Instrument("loan.events.relayed", "{event}", "Stored events acknowledged by Kafka.")
DUPLICATES = Instrument(
    "loan.duplicates.dropped", "{message}", "Records dropped because they had been taken before."
)
DEAD_OPENED = Instrument(
    "loan.dead_letters.opened", "{message}", "Messages that could not be taken, by broken rule."
)
PARKED_OPENED = Instrument(
    "loan.parked_messages.opened", "{message}", "Messages parked behind a failure, by reason."
)
REDRIVEN = Instrument(
    "loan.messages.redriven", "{message}", "Parked messages and dead letters taken after all."
)
CONFLICTS = Instrument(
    "loan.append.conflicts", "{conflict}", "Appends refused because a stream had moved on."
)
UNAVAILABLE = Instrument(
    "loan.store.unavailable", "{attempt}", "Calls to the database that got no answer."
)
COUNTERS: Final = (
    CONSUMED,
    APPENDED,
    RELAYED,
    DUPLICATES,
    DEAD_OPENED,
    PARKED_OPENED,
    REDRIVEN,
    CONFLICTS,
    UNAVAILABLE,
)

# -- histograms, recorded once per batch --------------------------------------------------------

PROCESS_SECONDS = Instrument(
    "messaging.process.duration", "s", "Handling one batch of records, its writes included."
)
APPEND_SECONDS = Instrument("loan.append", "s", "One call to the store that writes a batch.")
BATCH_RECORDS = Instrument("loan.batch.records", "{message}", "Records in one batch.")
HISTOGRAMS: Final = (PROCESS_SECONDS, APPEND_SECONDS, BATCH_RECORDS)

# -- gauges, looked up every few seconds --------------------------------------------------------

LAG_RECORDS = Instrument(
    "loan.consumer.lag.records", "{message}", "Records in Kafka that are not taken yet."
)
LAG_SECONDS = Instrument(
    "loan.consumer.lag", "s", "Age of the oldest record that is not taken yet; 0 when none is."
)
OUTBOX_PENDING = Instrument("loan.outbox.pending", "{event}", "Stored events not sent yet.")
OUTBOX_AGE = Instrument(
    "loan.outbox.oldest.age", "s", "Age of the oldest stored event not sent yet; 0 when none is."
)
PROJECTION_EVENTS = Instrument(
    "loan.projection.lag.events", "{event}", "Stored events that the read tables lack."
)
PROJECTION_SECONDS = Instrument(
    "loan.projection.lag", "s", "Age of the oldest event that the read tables lack."
)
DEAD_OPEN = Instrument(
    "loan.dead_letters.open", "{message}", "Dead letters waiting for a person, by disposition."
)
PARKED_LOANS = Instrument(
    "loan.parked_loans", "{stream}", "Streams (loans, obligors) held behind a failed message."
)
TIMERS_OVERDUE = Instrument(
    "loan.timers.overdue", "{timer}", "Agenda rows due on or before the last closed day."
)
RELAY_STOPPED = Instrument(
    "loan.relay.stopped",
    "{partition}",
    "Partitions whose relay met something it can't send.",
)
HALTED = Instrument(
    "loan.partitions.halted", "{partition}", "Partitions not read until a person has looked."
)
CLOCK_SKEW = Instrument(
    "loan.cause.clock_skew", "s", "Greatest lead of a cause's clock over ours since the last look."
)
GAUGES: Final = (
    LAG_RECORDS,
    LAG_SECONDS,
    OUTBOX_PENDING,
    OUTBOX_AGE,
    PROJECTION_EVENTS,
    PROJECTION_SECONDS,
    DEAD_OPEN,
    PARKED_LOANS,
    TIMERS_OVERDUE,
    RELAY_STOPPED,
    HALTED,
    CLOCK_SKEW,
)


def prometheus_name(instrument: Instrument) -> str:
    """The instrument's name in Prometheus, before a histogram's ``_bucket`` and the like."""
    name = instrument.name.replace(".", "_")
    if instrument.unit == "s":
        name += "_seconds"
    return f"{name}_total" if instrument in COUNTERS else name
