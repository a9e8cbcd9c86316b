"""Composes monitoring and runs it."""

from __future__ import annotations

import sys

from services.kit.composing import compose
from services.kit.definition import Service
from services.kit.main import run
from services.kit.settings import Settings
from services.monitoring import app, projection, publications, reactions
from services.monitoring.domain.loan import decider
from services.monitoring.policy import PACKS, MonitoringPolicy


def make_service(settings: Settings) -> Service:
    """Monitoring under these settings; ``PolicyError`` for a pack that can't be used."""
    return compose(
        settings,
        app,
        reactions,
        publications,
        projection,
        decider,
        PACKS,
        MonitoringPolicy,
        passes_ticks_on=True,
    )


if __name__ == "__main__":
    sys.exit(run(app.SERVICE, make_service, app.subscribe))
