"""Every metric, once: name, unit, meaning, labels. docs/telemetry.md shows them; a test compares.

Prometheus makes underscores of dots and adds the unit (``s`` -> ``_seconds``) and, for counters,
``_total``: ``loan.consumer.lag`` in seconds is ``loan_consumer_lag_seconds`` there. All of them
carry ``service`` besides their own labels. What belongs to a partition says which, so that the old
and the new owner of a partition are not counted twice while both are still being reported.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from services.kit import telemetry_names as names


class Instrument(NamedTuple):
    """One metric: OpenTelemetry name, unit (UCUM), what it tells, labels besides ``service``."""

    name: str
    unit: str
    description: str
    labels: tuple[str, ...] = ()


class Instruments(NamedTuple):
    """What one kind of service tells."""

    counters: tuple[Instrument, ...]
    histograms: tuple[Instrument, ...]
    gauges: tuple[Instrument, ...]

    @property
    def all(self) -> tuple[Instrument, ...]:
        """Every one of them."""
        return (*self.counters, *self.histograms, *self.gauges)


_AT = (names.TOPIC, "partition")
_PLACE = ("partition",)
_TURN = (
    names.SYSTEM,
    names.OPERATION_NAME,
    names.DESTINATION,
    names.PARTITION,
    names.GROUP,
)

# -- counters -----------------------------------------------------------------------------------

CONSUMED = Instrument(
    "messaging.client.consumed.messages", "{message}", "Records handed to this service.", _TURN
)
APPENDED = Instrument("loan.events.appended", "{event}", "Events written to the store.")
RELAYED = Instrument("loan.events.relayed", "{event}", "Stored events acknowledged by Kafka.")
DUPLICATES = Instrument(
    "loan.duplicates.dropped",
    "{message}",
    "Records dropped because they had been taken before.",
    (names.TOPIC,),
)
DEAD_OPENED = Instrument(
    "loan.dead_letters.opened",
    "{message}",
    "Messages that could not be taken, by broken rule.",
    (names.RULE,),
)
PARKED_OPENED = Instrument(
    "loan.parked_messages.opened",
    "{message}",
    "Messages parked behind a failure, by reason.",
    (names.RULE,),
)
REDRIVEN = Instrument(
    "loan.messages.redriven", "{message}", "Parked messages and dead letters taken after all."
)
CONFLICTS = Instrument(
    "loan.append.conflicts",
    "{conflict}",
    "Appends refused because a stream had moved on.",
    (names.TOPIC,),
)
UNAVAILABLE = Instrument(
    "loan.store.unavailable", "{attempt}", "Calls to the database that got no answer."
)
FENCED = Instrument(
    "loan.batches.fenced",
    "{batch}",
    "Batches and moves of the relay not written because another owner had taken the partition, or because "
    "their own first try had landed.",
    _PLACE,
)
JOURNAL_FENCED = FENCED._replace(labels=_AT)
VERIFIED = Instrument(
    "loan.chain.verified", "{link}", "Hash links computed again by the regular verification."
)

# -- histograms, recorded once per batch or request ---------------------------------------------

PROCESS_SECONDS = Instrument(
    "messaging.process.duration",
    "s",
    "Handling one batch of records, its writes included.",
    (*_TURN, names.ERROR_TYPE),
)
APPEND_SECONDS = Instrument("loan.append", "s", "One call to the store that writes a batch.")
BATCH_RECORDS = Instrument(
    "loan.batch.records", "{message}", "Records in one batch.", (names.TOPIC,)
)
JOURNAL_DELAY = Instrument(
    "loan.journal.delay",
    "s",
    "From the storing of a batch's oldest event in its service to its place in the journal.",
    (names.TOPIC,),
)
REQUEST_SECONDS = Instrument(
    "http.server.request.duration",
    "s",
    "One question to the read side; measured by FastAPI, which gives it no `service`.",
    (names.HTTP_METHOD, names.HTTP_ROUTE, names.HTTP_STATUS, names.ERROR_TYPE),
)

# -- gauges, looked up every few seconds --------------------------------------------------------

UPTIME = Instrument("process.uptime", "s", "How long this process has been running.")
LAG_RECORDS = Instrument(
    "loan.consumer.lag.records", "{message}", "Records in Kafka that are not taken yet.", _AT
)
LAG_SECONDS = Instrument(
    "loan.consumer.lag",
    "s",
    "Age of the oldest record that is not taken yet; 0 when none is.",
    _AT,
)
SILENCE = Instrument(
    "loan.consumer.silence",
    "s",
    "Since Kafka last told how far our topics go; since the start while it never has.",
)
UNOWNED = Instrument(
    "loan.partitions.unowned",
    "{partition}",
    "1 when this process has not claimed the partition; nobody reads one that all processes call 1.",
    _PLACE,
)
JOURNAL_UNOWNED = UNOWNED._replace(labels=_AT)
OUTBOX_PENDING = Instrument(
    "loan.outbox.pending", "{event}", "Stored events not sent yet.", _PLACE
)
OUTBOX_AGE = Instrument(
    "loan.outbox.oldest.age",
    "s",
    "Age of the oldest stored event not sent yet; 0 when none is.",
    _PLACE,
)
OUTBOX_HOLES = Instrument(
    "loan.outbox.holes",
    "{event}",
    "Events missing among the next 500 positions to be sent; never anything but 0 in normal life.",
    _PLACE,
)
PROJECTION_EVENTS = Instrument(
    "loan.projection.lag.events",
    "{event}",
    "Stored events that the read tables lack.",
    ("projection", *_PLACE),
)
PROJECTION_SECONDS = Instrument(
    "loan.projection.lag",
    "s",
    "Age of the oldest event that the read tables lack; 0 when none is.",
    ("projection", *_PLACE),
)
DEAD_OPEN = Instrument(
    "loan.dead_letters.open",
    "{message}",
    "Dead letters waiting for a person, by disposition.",
    ("disposition", *_PLACE),
)
PARKED_LOANS = Instrument(
    "loan.parked_loans",
    "{stream}",
    "Streams (loans, obligors) held behind a failed message.",
    _PLACE,
)
TIMERS_OVERDUE = Instrument(
    "loan.timers.overdue", "{timer}", "Agenda rows due on or before the last closed day.", _PLACE
)
RELAY_STOPPED = Instrument(
    "loan.relay.stopped", "{partition}", "1 when the relay met something it can't send.", _PLACE
)
PROJECTION_STOPPED = Instrument(
    "loan.projection.stopped",
    "{partition}",
    "1 when the read tables met an event that they can't take.",
    ("projection", *_PLACE),
)
HALTED = Instrument(
    "loan.partitions.halted",
    "{partition}",
    "1 when a partition is not read until a person has looked.",
    _PLACE,
)
EDITIONS_LATE = Instrument(
    "loan.policy.editions.late",
    "{edition}",
    "Policy editions that this process found when their first day had been closed without them.",
)
JOURNAL_HALTED = HALTED._replace(labels=_AT)
CAUSE_SKEW = Instrument(
    "loan.cause.clock_skew", "s", "Greatest lead of a cause's clock over ours in the last minute."
)
DATABASE_SKEW = Instrument(
    "loan.database.clock_skew",
    "s",
    "The database's clock minus ours: above 0 it is ahead, below 0 we are.",
)
CHAIN_BROKEN = Instrument(
    "loan.chain.broken",
    "{finding}",
    "What the checks on arrival and the last verification found; never anything but 0.",
)
VERIFICATION_AGE = Instrument(
    "loan.verification.age",
    "s",
    "Since the last verification of everything ended; since the start while there was none.",
)
VERIFICATION_INTERVAL = Instrument(
    "loan.verification.interval", "s", "How often everything is to be verified; absent when never."
)

KIT: Final = Instruments(
    counters=(
        CONSUMED,
        APPENDED,
        RELAYED,
        DUPLICATES,
        DEAD_OPENED,
        PARKED_OPENED,
        REDRIVEN,
        CONFLICTS,
        UNAVAILABLE,
        FENCED,
    ),
    histograms=(PROCESS_SECONDS, APPEND_SECONDS, BATCH_RECORDS),
    gauges=(
        UPTIME,
        LAG_RECORDS,
        LAG_SECONDS,
        SILENCE,
        UNOWNED,
        OUTBOX_PENDING,
        OUTBOX_AGE,
        OUTBOX_HOLES,
        PROJECTION_EVENTS,
        PROJECTION_SECONDS,
        DEAD_OPEN,
        PARKED_LOANS,
        TIMERS_OVERDUE,
        RELAY_STOPPED,
        PROJECTION_STOPPED,
        HALTED,
        EDITIONS_LATE,
        CAUSE_SKEW,
        DATABASE_SKEW,
    ),
)
"""What every service that decides tells."""

AUDIT: Final = Instruments(
    counters=(CONSUMED, APPENDED, DUPLICATES, UNAVAILABLE, JOURNAL_FENCED, VERIFIED),
    histograms=(PROCESS_SECONDS, APPEND_SECONDS, BATCH_RECORDS, JOURNAL_DELAY),
    gauges=(
        UPTIME,
        LAG_RECORDS,
        LAG_SECONDS,
        SILENCE,
        JOURNAL_UNOWNED,
        JOURNAL_HALTED,
        CAUSE_SKEW,
        DATABASE_SKEW,
        CHAIN_BROKEN,
        VERIFICATION_AGE,
        VERIFICATION_INTERVAL,
    ),
)
"""What the keeper of the journal tells."""

READ_SIDE: Final = (REQUEST_SECONDS,)
"""What its read side tells."""


def prometheus_name(instrument: Instrument) -> str:
    """The instrument's name in Prometheus, before a histogram's ``_bucket`` and the like."""
    name = instrument.name.replace(".", "_")
    if instrument.unit == "s":
        name += "_seconds"
    counters = (*KIT.counters, *AUDIT.counters)
    return f"{name}_total" if instrument in counters else name
