"""Structured logs: one JSON object per line, with loan, cause and trace ids, personal data masked."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Long runs of digits are account, telephone or identity-card numbers; loan and obligor numbers carry
# letters and stay readable (contract.md section 1).
_DIGITS = re.compile(r"(?<![\w-])\d{11,18}[0-9Xx]?(?![\w-])")
_PERSONAL = frozenset({"name", "phone", "id_card", "address", "payer_id", "account"})


def mask(text: str) -> str:
    """The text with every long number cut to its last four digits."""
    return _DIGITS.sub(lambda found: "*" * 6 + found[0][-4:], text)


def _masked(
    _logger: Any, _method: str, fields: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for name, value in fields.items():
        if name in _PERSONAL:
            fields[name] = "***"
        elif isinstance(value, str) and name != "event":
            fields[name] = mask(value)
    return fields


def configure(service: str) -> None:
    """Send structlog and the libraries' warnings to standard error as JSON lines."""
    structlog.contextvars.bind_contextvars(service=service)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _masked,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s")
