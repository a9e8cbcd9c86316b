"""Shapes of the figures of collection in the read side's answers, for the OpenAPI document."""

from __future__ import annotations

from datetime import date

from pydantic import ConfigDict, Field

from services.audit.shape import Shape


class NetRecovery(Shape):
    """What came in less costs (COL-130). ``ways``: those that count; ``by_way``: what each brought."""

    rule: str
    ways: list[str]
    amount: dict[str, str]
    by_way: dict[str, dict[str, str]]


class RecoveryRate(Shape):
    """Recovered over all that was overdue (XCT-41), a percentage; null when nothing was overdue.

    ``overdue``: paid while the loan was overdue, and open on the last day then on which something fell
    due, in these ``components``; ``overdue_on``: the last such day of all.
    """

    rule: str
    recovered: dict[str, str]
    overdue: dict[str, str]
    components: list[str]
    overdue_on: date
    percent: str | None


class CollectionCycle(Shape):
    """Days from the first day overdue to the first and last money (XCT-42), by these ``ways``."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    rule: str
    ways: list[str]
    since: date = Field(alias="from")
    first_on: date | None
    first_days: int | None
    last_on: date | None
    last_days: int | None


class Figures(Shape):
    """What collection brought since the loan's latest case was opened, by the edition ``policy_id``.

    ``until``: the day on which it was overdue no more; null while it is.
    """

    policy_id: str
    case_id: str
    since: date
    until: date | None
    net_recovery: NetRecovery
    recovery_rate: RecoveryRate
    collection_cycle: CollectionCycle
