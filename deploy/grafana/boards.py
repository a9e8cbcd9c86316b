"""The dashboards: is everything moving, one service from inside, the journal and its proof."""

from __future__ import annotations

from deploy.grafana.panels import Dashboard, Panel, Query, latest, mean, quantile, rate, total
from deploy.local.names import DEFAULT_SERVICES
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
    return Panel(title, meaning, (query,), kind="stat", width=6, height=7, alarm=1)


def _silent() -> str:
    """0 for a service that is heard, 1 for one that is not."""
    heard = told.prometheus_name(told.UPTIME)
    missed = (f'absent({heard}{{service="{name}"}})' for name in DEFAULT_SERVICES)
    return " or ".join((f"0 * {latest(told.UPTIME, 'service')}", *missed))


OVERVIEW = Dashboard(
    "postloan",
    "postloan: is everything moving?",
    (
        Panel(
            "Services silent",
            "0 is heard, 1 is not.",
            (Query(_silent(), "{{service}}"),),
            kind="stat",
            width=6,
            height=7,
            alarm=1,
        ),
        _alarms(told.JOURNAL_HALTED, "Partitions halted", "Not read until a person has looked."),
        _alarms(told.RELAY_STOPPED, "Relays stopped", "Partitions that send nothing any more."),
        _alarms(told.PROJECTION_STOPPED, "Read tables stopped", "They met what they can't take."),
        _alarms(told.OUTBOX_HOLES, "Holes", "Events missing in a store."),
        _alarms(told.CHAIN_BROKEN, "Broken links", "What verification and arrival checks found."),
        _alarms(told.PARKED_LOANS, "Parked loans", "Held behind a message that failed."),
        _alarms(told.DEAD_OPEN, "Dead letters", "Messages that wait for a person."),
        _alarms(told.TIMERS_OVERDUE, "Agenda overdue", "Due on a closed day and not done."),
        _alarms(told.EDITIONS_LATE, "Editions too late", "Their first day was closed."),
        Panel(
            "Running for",
            "A service that stays young dies again and again.",
            (Query(latest(told.UPTIME, "service", how="min"), "{{service}}"),),
            unit="s",
            kind="stat",
            width=6,
            height=7,
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
            height=7,
            alarm=1,
        ),
        Panel(
            "Kafka last heard",
            "Since it last told how far the topics go; without that there is no lag.",
            (Query(latest(told.SILENCE, "service"), "{{service}}"),),
            unit="s",
            kind="stat",
            width=6,
            height=7,
            alarm=60,
        ),
        Panel(
            "Behind core banking and one another",
            "Age of the oldest record that is not taken yet; by topic on the page of one service.",
            (Query(latest(told.LAG_SECONDS, "service"), "{{service}}"),),
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
            unit="mps",
        ),
        Panel(
            "Events stored per second",
            "What was decided; audit: what came into the journal.",
            (Query(rate(told.APPENDED, "service"), "{{service}}"),),
            unit="eps",
        ),
        Panel(
            "Clocks",
            "A sender's clock ahead of ours; our database's against ours.",
            (
                Query(latest(told.CAUSE_SKEW, "service"), "{{service}}: senders 上游"),
                Query(latest(told.DATABASE_SKEW, "service"), "{{service}}: database 数据库"),
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
            "Behind, by topic",
            "Age of the oldest record that is not taken yet.",
            (Query(latest(told.LAG_SECONDS, "topic", matching=CHOSEN), "{{topic}}"),),
            unit="s",
            alarm=60,
        ),
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
            (
                Query(mean(told.BATCH_RECORDS, "service", matching=CHOSEN), "mean 平均"),
                Query(quantile(0.99, told.BATCH_RECORDS, matching=CHOSEN), "p99"),
            ),
        ),
        Panel(
            "Sent per second",
            "Stored events acknowledged by Kafka.",
            (Query(rate(told.RELAYED, "service", matching=CHOSEN), "sent 已发布"),),
            unit="eps",
        ),
        Panel(
            "Read tables behind",
            "Decisions do not wait for them.",
            (
                Query(
                    latest(told.PROJECTION_SECONDS, "projection", matching=CHOSEN),
                    "{{projection}}",
                ),
            ),
            unit="s",
            alarm=300,
        ),
        Panel(
            "Events that the read tables lack",
            "By table, where it is furthest behind.",
            (
                Query(
                    latest(told.PROJECTION_EVENTS, "projection", matching=CHOSEN),
                    "{{projection}}",
                ),
            ),
        ),
        Panel(
            "Dropped, refused, taken up again per second",
            "Duplicates are normal after a restart; conflicts are not.",
            (
                Query(
                    rate(told.DUPLICATES, "topic", matching=CHOSEN), "duplicates 重复 {{topic}}"
                ),
                Query(rate(told.CONFLICTS, "topic", matching=CHOSEN), "conflicts 冲突 {{topic}}"),
                Query(rate(told.REDRIVEN, "service", matching=CHOSEN), "redriven 重新处理"),
            ),
            unit="mps",
        ),
        Panel(
            "Why messages could not be taken",
            "Rules of dead letters and of parked messages, counted since the process began.",
            (
                Query(total(told.DEAD_OPENED, "rule", matching=CHOSEN), "dead 死信 {{rule}}"),
                Query(total(told.PARKED_OPENED, "rule", matching=CHOSEN), "parked 暂停 {{rule}}"),
            ),
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
                Query(latest(told.VERIFICATION_AGE, "service", how="min"), "ago 已过"),
                Query(latest(told.VERIFICATION_INTERVAL, "service"), "meant every 规定间隔"),
            ),
            unit="s",
            kind="stat",
            width=12,
            height=7,
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
            height=7,
            alarm=1,
        ),
        Panel(
            "From stored to journaled",
            "For the oldest event of each batch.",
            _quantiles(told.JOURNAL_DELAY),
            unit="s",
        ),
        Panel(
            "Links verified",
            "Since the process began; all those of a verification at once when it has ended.",
            (Query(total(told.VERIFIED, "service"), "links 链环"),),
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
            unit="reqps",
        ),
    ),
)

ALL = (OVERVIEW, SERVICE, PROOF)
