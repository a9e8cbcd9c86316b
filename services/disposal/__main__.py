"""Composes disposal and runs it."""

from __future__ import annotations

import sys

from services.disposal import app, projection, publications, reactions
from services.disposal.domain.disposal import decider
from services.disposal.policy import PACKS, DisposalPolicy
from services.kit.composing import compose
from services.kit.definition import Service
from services.kit.main import run
from services.kit.settings import Settings


def make_service(settings: Settings) -> Service:
    """Disposal under these settings; ``PolicyError`` for a pack that can't be used."""
    return compose(
        settings, app, reactions, publications, projection, decider, PACKS, DisposalPolicy
    )


if __name__ == "__main__":
    sys.exit(run(app.SERVICE, make_service, app.subscribe))
