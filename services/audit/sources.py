"""Whose journals are read: the one place to name another service."""

from __future__ import annotations

from contracts.catalogue import DECIDING, topics_of

SERVICES: tuple[str, ...] = DECIDING
JOURNALS: dict[str, str] = {topics_of(service).journal: service for service in SERVICES}
"""Journal topic -> the service that alone writes it."""

CALENDAR = "monitoring"
"""The service that passes on core banking's closed days; its journal says which day is the last
one.
"""
