"""Who listens to whom, upstream first.

A test holds this to the contract's catalogue, which is not imported here because that takes a
noticeable time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

UPSTREAM: Final[Mapping[str, tuple[str, ...]]] = {
    "monitoring": ("corebank.loan.v1", "postloan.litigation.v1", "postloan.disposal.v1"),
    "classification": (
        "postloan.monitoring.v1",
        "postloan.collection.v1",
        "postloan.litigation.v1",
        "postloan.disposal.v1",
    ),
    "collection": (
        "postloan.monitoring.v1",
        "postloan.guarantee.v1",
        "postloan.litigation.v1",
        "postloan.disposal.v1",
    ),
    "guarantee": (
        "postloan.monitoring.v1",
        "postloan.collection.v1",
        "postloan.litigation.v1",
        "postloan.disposal.v1",
    ),
    "litigation": (
        "postloan.monitoring.v1",
        "postloan.collection.v1",
        "postloan.guarantee.v1",
        "postloan.disposal.v1",
    ),
    "disposal": (
        "postloan.monitoring.v1",
        "postloan.classification.v1",
        "postloan.collection.v1",
        "postloan.guarantee.v1",
        "postloan.litigation.v1",
    ),
}
"""What each deciding service listens to besides its commands."""


def listens(service: str, services: Iterable[str]) -> tuple[str, ...]:
    """The topics that a service of a stack has to get through."""
    if service == "audit":
        return tuple(f"postloan.{each}.journal.v1" for each in services if each in UPSTREAM)
    return (*UPSTREAM[service], f"postloan.{service}.commands.v1")


def in_order(services: Iterable[str]) -> tuple[str, ...]:
    """The services of a stack, upstream first, audit last."""
    present = set(services)
    known = tuple(service for service in UPSTREAM if service in present)
    return (*known, "audit") if "audit" in present else known


def deciding(services: Iterable[str]) -> tuple[str, ...]:
    """Those of a stack that take messages and decide: audit only keeps what they stored."""
    return tuple(service for service in in_order(services) if service in UPSTREAM)
