"""Composes guarantee and runs it."""

from __future__ import annotations

import sys

from services.guarantee import app, projection, publications, reactions
from services.guarantee.domain.security import decider
from services.guarantee.policy import PACKS, GuaranteePolicy
from services.kit.composing import compose
from services.kit.definition import Service
from services.kit.main import run
from services.kit.settings import Settings


def make_service(settings: Settings) -> Service:
    """Guarantee under these settings; ``PolicyError`` for a pack that can't be used."""
    return compose(
        settings, app, reactions, publications, projection, decider, PACKS, GuaranteePolicy
    )


if __name__ == "__main__":
    sys.exit(run(app.SERVICE, make_service, app.subscribe))
