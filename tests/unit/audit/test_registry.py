"""Audit knows how to fold and show every service's streams."""

from __future__ import annotations

from contracts.catalogue import DECIDING
from services.audit.registry import REGISTRY, SECTIONS


def test_every_deciding_service_has_its_kind_of_stream_in_the_order_of_the_document() -> None:
    """A service without one would leave its section empty, and nobody would complain."""
    assert tuple(kind.service for kind in REGISTRY.kinds) == SECTIONS == DECIDING
