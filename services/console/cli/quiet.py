"""Keeps the libraries' own log lines off a person's terminal: what matters comes as an error."""

from __future__ import annotations

import logging

_LIBRARIES = ("aiokafka", "asyncio", "faststream")


def libraries() -> None:
    """From now on these libraries log nothing."""
    for name in _LIBRARIES:
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
