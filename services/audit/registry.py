"""Which code reads which service's events: the one file that may import other services' rules.

Audit adds no rule of its own: it folds with each service's own ``evolve`` and shows the state with
each service's own ``view``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.values import Money
from services.classification.domain.obligor import decider as obligor_decider
from services.classification.domain.signals import DUE as CLASSIFICATION_DUE
from services.classification.domain.view import ClassificationView
from services.classification.domain.view import view as classification_view
from services.collection.domain.customer import decider as customer_decider
from services.collection.domain.view import document as collection_document
from services.collection.domain.view import view as collection_view
from services.collection.domain.words import WORDS as COLLECTION_WORDS
from services.disposal.domain.disposal import decider as disposal_decider
from services.disposal.domain.view import view as disposal_view
from services.disposal.domain.words import WORDS as DISPOSAL_WORDS
from services.guarantee.domain.security import decider as security_decider
from services.guarantee.domain.view import view as guarantee_view
from services.guarantee.domain.words import WORDS as GUARANTEE_WORDS
from services.kit import events
from services.kit.conduct.words import INSTEAD
from services.kit.domain import Decider
from services.kit.kit_events import KIT_EVENTS
from services.kit.plain import plain
from services.litigation.domain.legal import decider as legal_decider
from services.litigation.domain.view import document as litigation_document
from services.litigation.domain.view import view as litigation_view
from services.litigation.domain.words import DUE as LITIGATION_DUE
from services.monitoring.domain.loan import decider as loan_decider
from services.monitoring.domain.view import document as monitoring_document
from services.monitoring.domain.view import view as monitoring_view
from services.monitoring.domain.words import DUE as MONITORING_DUE

SECTIONS = ("monitoring", "classification", "collection", "guarantee", "litigation", "disposal")
"""The services' parts of a loan document, in their order (contract.md section 5)."""


@dataclass(frozen=True)
class StreamKind:
    """One kind of stream: how its name begins, how its events fold, how a loan in it is shown.

    ``view`` (state, loan, day) gives the service's own view or None; ``show`` its part of the loan
    document. ``concluded_by``: number of the entry whose storing is the view's ``processed_at``.
    ``due``: what the view says is due for people to do. ``words``: English and Chinese behind the
    codes of that and of blocked acts.
    """

    service: str
    prefix: str
    decider: Decider[Any, Any, Any, Any]
    view: Callable[[Any, str, date], Any]
    show: Callable[[Any], dict[str, Any]] = plain
    concluded_by: Callable[[Any], int] | None = None
    due: Callable[[Any], Sequence[Any]] = lambda view: getattr(view, "due", ())
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)


class Registry:
    """All kinds of streams that have a state."""

    def __init__(self, *kinds: StreamKind) -> None:
        self.kinds = kinds
        self._by_service = {kind.service: kind for kind in kinds}

    def kind(self, service: str, stream: str) -> StreamKind | None:
        """The kind of a stream; None for the kit's own streams, which have no state."""
        kind = self._by_service.get(service)
        return kind if kind is not None and stream.startswith(kind.prefix) else None

    def words(self, service: str, *codes: str) -> tuple[str, str]:
        """English and Chinese of the first code that has words; the last code itself if none has."""
        kind = self._by_service.get(service)
        known = INSTEAD if kind is None else {**INSTEAD, **kind.words}
        return next((known[code] for code in codes if code in known), (codes[-1], codes[-1]))

    def register_events(self) -> None:
        """Make every stored name readable."""
        events.register(KIT_EVENTS)
        for kind in self.kinds:
            events.register(kind.decider.events)


def _show_class(view: ClassificationView) -> dict[str, Any]:
    shown: dict[str, Any] = plain(view)
    del shown["entry"]
    if view.contagion is not None:
        pulled = shown["contagion"]
        parts = {
            "non_performing": pulled.pop("non_performing_minor"),
            "total": pulled.pop("total_minor"),
        }
        currency = pulled.pop("currency")
        pulled["share"] = (
            {name: Money(minor, currency).to_wire() for name, minor in parts.items()}
            if currency
            else None  # RC-13 pulls whatever the share is
        )
    return shown


REGISTRY = Registry(
    StreamKind(
        "monitoring",
        "loan-",
        loan_decider,
        lambda state, _, as_of: monitoring_view(state, as_of),
        monitoring_document,
        due=lambda view: view.file.due,
        words=MONITORING_DUE,
    ),
    StreamKind(
        "classification",
        "obligor-",
        obligor_decider,
        classification_view,
        _show_class,
        lambda view: int(view.entry),
        words=CLASSIFICATION_DUE,
    ),
    StreamKind(
        "collection",
        "customer-",
        customer_decider,
        collection_view,
        collection_document,
        words=COLLECTION_WORDS,
    ),
    StreamKind(
        "guarantee",
        "security-",
        security_decider,
        guarantee_view,
        words=GUARANTEE_WORDS,
    ),
    StreamKind(
        "litigation",
        "legal-",
        legal_decider,
        litigation_view,
        litigation_document,
        words=LITIGATION_DUE,
    ),
    StreamKind(
        "disposal",
        "disposal-",
        disposal_decider,
        disposal_view,
        words=DISPOSAL_WORDS,
    ),
)
