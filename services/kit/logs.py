"""Structured logs: JSON lines on standard error, personal data masked (``masking.py``)."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from services.kit.masking import mask, masked

__all__ = ["configure", "mask", "masked"]


def configure(service: str) -> None:
    """Send our lines, and the libraries' warnings, to standard error as JSON."""

    def named(_logger: Any, _method: str, fields: Fields) -> Fields:
        fields["service"] = service
        return fields

    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        named,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask_fields,
    ]
    json = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, json],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, json],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


Fields = MutableMapping[str, Any]


def _mask_fields(_logger: Any, _method: str, fields: Fields) -> Fields:
    for name, value in fields.items():
        if not name.startswith("_"):  # the formatter's own, removed before rendering
            fields[name] = masked(value, name)
    return fields
