"""Composes litigation and runs it."""

from __future__ import annotations

import sys

from services.kit.composing import compose
from services.kit.definition import Service
from services.kit.main import run
from services.kit.settings import Settings
from services.litigation import app, projection, publications, reactions
from services.litigation.domain.legal import decider
from services.litigation.policy import PACKS, LitigationPolicy


def make_service(settings: Settings) -> Service:
    """Litigation under these settings; ``PolicyError`` for a pack that can't be used."""
    return compose(
        settings, app, reactions, publications, projection, decider, PACKS, LitigationPolicy
    )


if __name__ == "__main__":
    sys.exit(run(app.SERVICE, make_service, app.subscribe))
