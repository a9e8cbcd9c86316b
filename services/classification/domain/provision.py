"""Provision (减值准备, CLS-09): percent of the principal outstanding, half up to the minor unit."""

from __future__ import annotations

from contracts.values import Money

HUNDRED_PERCENT = 100


def provision_of(principal: Money, percent: int) -> Money:
    """What is set aside for ``principal`` at ``percent``."""
    twice = 2 * principal.minor * percent + HUNDRED_PERCENT
    return Money(twice // (2 * HUNDRED_PERCENT), principal.currency)
