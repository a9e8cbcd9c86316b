"""Words that people read for codes, event types and fields: one table each, English and Chinese.

Imports nothing slow. A code has one word in each language. Where one code names two things, the
entry of the rarer one is ``section.code``; the section is an event's name, a field or a part of a
document, and is asked before the code alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from services.console.words.codes import CASEWORK
from services.console.words.codes_of_law import LAW
from services.console.words.open_lists import LISTED

CODES: Final[Mapping[str, tuple[str, str]]] = {**CASEWORK, **LAW, **LISTED}
"""Code, or ``section.code`` -> (English, 中文)."""


def words_of(code: str, *sections: str) -> tuple[str, str] | None:
    """The code's words in the first of these sections that has its own, else in general; None: none."""
    places = (*(f"{section}.{code}" for section in sections if section), code)
    return next((CODES[each] for each in places if each in CODES), None)


def chosen(english: str, chinese: str, lang: str) -> str:
    """One of two texts, or both."""
    if lang == "both" and english != chinese:
        return f"{english} {chinese}"
    return chinese if lang == "zh" else english
