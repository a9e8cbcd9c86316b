"""The dashboards: is everything moving, one service from inside, the journal and its proof."""

from __future__ import annotations

from deploy.grafana.panels import Dashboard, Panel, Query, latest, quantile, rate
from services.kit import telemetry_instruments as told

CHOSEN = '{service="$service"}'


def _quantiles(one: told.Instrument, matching: str = "") -> tuple[Query, ...]:
    return tuple(
        Query(quantile(share, one, matching=matching), f"p{share * 100:.0f}")
        for share in (0.5, 0.99)
    )


def _alarms(one: told.Instrument, title: str, meaning: str) -> Panel:
    """One number per service that is 0 in normal life."""
    query = Query(latest(one, "service", how="sum"), "{{service}}")
    return Panel(title, meaning, (query,), kind="stat", width=6, height=5, alarm=1)


OVERVIEW = Dashboard(
    "postloan",
    "postloan: is everything moving?",
    (
        _alarms(told.JOURNAL_HALTED, "Partitions halted", "Not read until a person has looked."),
        _alarms(told.RELAY_STOPPED, "Relays stopped", "Partitions that send nothing any more."),
        _alarms(told.OUTBOX_HOLES, "Holes", "Events missing in a store."),
        _alarms(told.CHAIN_BROKEN, "Broken links", "What verification and arrival checks found."),
        _alarms(told.PARKED_LOANS, "Parked loans", "Held behind a message that failed."),
        _alarms(told.DEAD_OPEN, "Dead letters", "Messages that wait for a person."),
        _alarms(told.TIMERS_OVERDUE, "Agenda overdue", "Due on a closed day and not done."),
        Panel(
            "Running for",
            "A service that stays young dies again and again.",
            (Query(latest(told.UPTIME, "service", how="min"), "{{service}}"),),
            unit="s",
            kind="stat",
            width=6,
            height=5,
        ),
        Panel(
            "Partitions without an owner",
            "Claimed by no process of the service.",
            (
                Query(
                    "sum by (service) (min by (service, topic, partition) "
                    f"({told.prometheus_name(told.UNOWNED)}))",
                    "{{service}}",
                ),
            ),
            kind="stat",
            width=6,
            height=5,
            alarm=1,
        ),
        Panel(
            "Kafka last heard",
            "Since it last told how far the topics go; without that there is no lag.",
            (Query(latest(told.SILENCE, "service"), "{{service}}"),),
            unit="s",
            kind="stat",
            width=6,
            height=5,
            alarm=60,
        ),
        Panel(
            "Behind core banking and one another",
            "Age of the oldest record that is not taken yet.",
            (Query(latest(told.LAG_SECONDS, "service", "topic"), "{{service}} on {{topic}}"),),
            unit="s",
            alarm=60,
        ),
        Panel(
            "Oldest event not yet published",
            "Stored, and nobody has heard of it.",
            (Query(latest(told.OUTBOX_AGE, "service"), "{{service}}"),),
            unit="s",
            alarm=60,
        ),
        Panel(
            "Messages taken per second",
            "Over all topics.",
            (Query(rate(told.CONSUMED, "service"), "{{service}}"),),
            unit="ops",
        ),
        Panel(
            "Events stored per second",
            "What was decided; audit: what came into the journal.",
            (Query(rate(told.APPENDED, "service"), "{{service}}"),),
            unit="ops",
        ),
        Panel(
            "Clocks",
            "A sender's clock ahead of ours; our database's against ours.",
            (
                Query(latest(told.CAUSE_SKEW, "service"), "{{service}}: senders"),
                Query(latest(told.DATABASE_SKEW, "service"), "{{service}}: database"),
            ),
            unit="s",
        ),
        Panel(
            "Database does not answer",
            "Calls without an answer, per second.",
            (Query(rate(told.UNAVAILABLE, "service"), "{{service}}"),),
            unit="ops",
        ),
        Panel(
            "Fenced by another owner",
            "Not written, per second: a partition had been taken over. Some after a death, else none.",
            (Query(rate(told.FENCED, "service"), "{{service}}"),),
            unit="ops",
        ),
    ),
)

SERVICE = Dashboard(
    "postloan-service",
    "postloan: one service from inside",
    (
        Panel(
            "Records not taken yet",
            "By topic, over its partitions.",
            (
                Query(
                    f"sum by (topic) (max by (topic, partition) "
                    f"({told.prometheus_name(told.LAG_RECORDS)}{CHOSEN}))",
                    "{{topic}}",
                ),
            ),
        ),
        Panel(
            "Events not sent yet",
            "By partition.",
            (Query(latest(told.OUTBOX_PENDING, "partition", matching=CHOSEN), "{{partition}}"),),
        ),
        Panel(
            "One turn",
            "A batch of records, its writes included.",
            _quantiles(told.PROCESS_SECONDS, CHOSEN),
            unit="s",
        ),
        Panel(
            "One call to the store",
            "The writing of a batch.",
            _quantiles(told.APPEND_SECONDS, CHOSEN),
            unit="s",
        ),
        Panel(
            "Records in a turn",
            "Many small turns cost more than a few great ones.",
            _quantiles(told.BATCH_RECORDS, CHOSEN),
        ),
        Panel(
            "Sent per second",
            "Stored events acknowledged by Kafka.",
            (Query(rate(told.RELAYED, "service", matching=CHOSEN), "sent"),),
            unit="ops",
        ),
        Panel(
            "Read tables behind",
            "Decisions do not wait for them.",
            (
                Query(
                    latest(told.PROJECTION_SECONDS, "projection", matching=CHOSEN),
                    "{{projection}}",
                ),
                Query(
                    latest(told.PROJECTION_EVENTS, "projection", matching=CHOSEN),
                    "{{projection}}: events",
                ),
            ),
        ),
        Panel(
            "Dropped, refused, taken up again per second",
            "Duplicates are normal after a restart; conflicts are not.",
            (
                Query(rate(told.DUPLICATES, "topic", matching=CHOSEN), "duplicates {{topic}}"),
                Query(rate(told.CONFLICTS, "topic", matching=CHOSEN), "conflicts {{topic}}"),
                Query(rate(told.REDRIVEN, "service", matching=CHOSEN), "redriven"),
            ),
            unit="ops",
        ),
        Panel(
            "Why messages could not be taken, per second",
            "Rules of dead letters and of parked messages.",
            (
                Query(rate(told.DEAD_OPENED, "rule", matching=CHOSEN), "dead: {{rule}}"),
                Query(rate(told.PARKED_OPENED, "rule", matching=CHOSEN), "parked: {{rule}}"),
            ),
            unit="ops",
        ),
    ),
    by_service=True,
)

PROOF = Dashboard(
    "postloan-proof",
    "postloan: the journal and its proof",
    (
        _alarms(told.CHAIN_BROKEN, "Broken links", "What verification and arrival checks found."),
        Panel(
            "Last verification ended",
            "Everything computed again and compared; twice the interval is an alert.",
            (
                Query(latest(told.VERIFICATION_AGE, "service", how="min"), "ago"),
                Query(latest(told.VERIFICATION_INTERVAL, "service"), "meant every"),
            ),
            unit="s",
            kind="stat",
            width=12,
            height=5,
        ),
        Panel(
            "Journals stopped",
            "Partitions that broke a check on arrival.",
            (
                Query(
                    latest(told.JOURNAL_HALTED, "topic", how="sum", matching='{service="audit"}'),
                    "{{topic}}",
                ),
            ),
            kind="stat",
            width=6,
            height=5,
            alarm=1,
        ),
        Panel(
            "From stored to journaled",
            "For the oldest event of each batch.",
            _quantiles(told.JOURNAL_DELAY),
            unit="s",
        ),
        Panel(
            "Links verified per second",
            "While a verification runs.",
            (Query(rate(told.VERIFIED, "service"), "links"),),
            unit="ops",
        ),
        Panel(
            "Questions to the read side, p99",
            "By route.",
            (Query(quantile(0.99, told.REQUEST_SECONDS, "http_route"), "{{http_route}}"),),
            unit="s",
        ),
        Panel(
            "Answers of the read side per second",
            "By status.",
            (
                Query(
                    rate(told.REQUEST_SECONDS, "http_response_status_code", suffix="_count"),
                    "{{http_response_status_code}}",
                ),
            ),
            unit="ops",
        ),
    ),
)

ALL = (OVERVIEW, SERVICE, PROOF)
