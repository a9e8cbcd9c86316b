"""What audit tells about itself: the hooks that it calls, and their quiet form, which does nothing.

``observed.py`` holds the form that makes spans and metrics; which one a process has is decided
once, by the environment, as in every service (docs/telemetry.md).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from fastapi.telemetry import TelemetryConfig

from services.kit.row import EventRow
from services.kit.telemetry import NOTHING, asked

if TYPE_CHECKING:
    from services.audit.process import Process


class Telemetry:
    """The hooks, in their quiet form."""

    async def start(self, process: Process) -> None:
        """The process begins to work; what it looks like may be watched from now on."""

    async def stop(self) -> None:
        """The process has finished: send what is held back."""

    def batch(
        self, topic: str, partition: int, records: Sequence[Any]
    ) -> AbstractContextManager[object]:
        """Around the taking of consecutive records of one journal partition."""
        return NOTHING

    def write(self, topic: str, rows: Sequence[EventRow]) -> AbstractContextManager[object]:
        """Around the call that puts these events into the journal."""
        return NOTHING

    def duplicates(self, topic: str, n: int) -> None:
        """Records that are in the journal already."""

    def store_unavailable(self) -> None:
        """The database did not answer."""

    def not_written(self, topic: str, partition: int, reason: Exception) -> None:
        """A batch was not written for this reason: another owner's claim, or other trouble."""

    def verified(self, links: int) -> None:
        """The regular verification has computed so many links again."""

    def of_read_side(self) -> TelemetryConfig:
        """What FastAPI is to tell about questions: nothing, whatever its own variables say."""
        return {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


def make_telemetry(service: str, environ: Mapping[str, str] = os.environ) -> Telemetry:
    """The form that the environment asks for; ``ValueError`` names a variable that is wrong."""
    decisions = asked(environ)
    if decisions is None:
        return Telemetry()
    from services.audit.observed import observed

    return observed(service, environ, decisions)
