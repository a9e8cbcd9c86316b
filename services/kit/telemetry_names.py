"""Every name that spans and log lines use, once; metrics are in ``telemetry_instruments.py``.

Messaging names are those of the semantic conventions 1.45, which are still in development; the
names before them are emitted beside them when ``OTEL_SEMCONV_STABILITY_OPT_IN`` holds
``messaging/dup`` (docs/telemetry.md).
"""

from __future__ import annotations

from typing import Final

SCHEMA_URL: Final = "https://opentelemetry.io/schemas/1.45.0"
SCOPE: Final = "postloan.kit"

# -- semantic conventions: messaging 1.45, database, errors, HTTP -------------------------------

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
HTTP_METHOD: Final = "http.request.method"
HTTP_ROUTE: Final = "http.route"
HTTP_STATUS: Final = "http.response.status_code"

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
