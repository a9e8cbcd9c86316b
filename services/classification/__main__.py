"""Composes classification and runs it."""

from __future__ import annotations

import sys
from dataclasses import replace

from services.classification import app, projection, publications, reactions
from services.classification.domain.obligor import decider
from services.classification.policy import PACKS, ClassificationPolicy
from services.kit.composing import compose
from services.kit.definition import Service
from services.kit.main import run
from services.kit.settings import Settings


def make_service(settings: Settings) -> Service:
    """Classification under these settings; ``PolicyError`` for a pack that can't be used.

    Each day is judged by the edition in force on it, so an edition's first day asks all loans.
    """
    service = compose(
        settings, app, reactions, publications, projection, decider, PACKS, ClassificationPolicy
    )
    starts = frozenset(edition.effective_from for edition in service.policies.editions)
    return replace(service, asks_all_on=starts, judge_from=reactions.time_reached)


if __name__ == "__main__":
    sys.exit(run(app.SERVICE, make_service, app.subscribe))
