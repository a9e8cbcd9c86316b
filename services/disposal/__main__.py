"""Composes disposal and runs it."""

from __future__ import annotations

import sys
from pathlib import Path

from services.disposal import app, publications, reactions
from services.disposal.domain.disposal import decider
from services.disposal.policy import PACKS, DisposalPolicy
from services.disposal.projection import PROJECTS, project
from services.kit.definition import Service
from services.kit.main import run
from services.kit.policy import book_of
from services.kit.settings import Settings


def make_service(settings: Settings) -> Service:
    """Disposal under these settings; ``PolicyError`` for a pack that can't be used."""
    return Service(
        name=app.SERVICE,
        topics=app.TOPICS,
        ticks_from=app.TICKS_FROM,
        passes_ticks_on=False,
        listens=frozenset(message.TYPE for message in reactions.LISTENS),
        decider=decider,
        policies=book_of(settings, app.SERVICE, PACKS, DisposalPolicy),
        react=reactions.react,
        time_reached=reactions.time_reached,
        publish=publications.publish,
        project=project,
        projects=PROJECTS,
        migrations=Path(__file__).parent / "migrations",
    )


if __name__ == "__main__":
    sys.exit(run(app.SERVICE, make_service, app.subscribe))
