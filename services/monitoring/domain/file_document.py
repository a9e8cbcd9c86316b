"""The post-loan file as plain JSON values, for the loan document."""

from __future__ import annotations

from collections.abc import Iterable

from services.kit.domain import Frozen
from services.kit.plain import plain
from services.monitoring.domain.file_view import FileView
from services.monitoring.domain.words import DUE, STATES

_INNER = ("loan_id", "number", "replaces")
"""Fields that are no news to a reader; numbers of disposal's entries depend on how they came."""


def file_document(shown: FileView) -> dict[str, object]:
    """The view; words of the state and of duties in English and Chinese."""
    return {
        "state": shown.state,
        "state_words": list(STATES["closed_given_up" if shown.given_up else shown.state]),
        "since": shown.since.isoformat(),
        "review": _sheet(shown.review),
        "signals": _sheets(shown.signals),
        "opinions": _sheets(shown.opinions),
        "control_breached": shown.breached,
        "inspections": _sheets(shown.inspections),
        "reminders": _sheets(shown.reminders),
        "reminder_preference": _sheet(shown.preference),
        "life_events": _sheets(shown.life_events),
        "written_off": _sheet(shown.written_off),
        "transferred": _sheet(shown.transferred),
        "due": [
            {
                "on": duty.on.isoformat(),
                "what": duty.what,
                "words": list(DUE[duty.what]),
                "rule": duty.rule,
                **({"about": duty.about} if duty.about else {}),
            }
            for duty in shown.due
        ],
    }


def _sheets(sheets: Iterable[Frozen]) -> list[dict[str, object] | None]:
    return [_sheet(each) for each in sheets]


def _sheet(sheet: Frozen | None) -> dict[str, object] | None:
    if sheet is None:
        return None
    return {
        name: plain(getattr(sheet, name)) for name in sheet.__struct_fields__ if name not in _INNER
    }
