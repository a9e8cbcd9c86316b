"""One message of every kind that officers send to collection."""

from __future__ import annotations

from pathlib import Path

from contracts import collection_acts
from contracts.message import Message

CORPUS = Path(__file__).parents[3] / "contracts" / "corpus"


def sample(kind: type[Message]) -> Message:
    """The example of the corpus."""
    return kind.model_validate_json((CORPUS / kind.TYPE / "1.json").read_bytes())


ASKED: tuple[Message, ...] = tuple(sample(kind) for kind in collection_acts.ACTS)
