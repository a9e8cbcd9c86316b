"""A life as it is played, for people: a head line per step, what was said, what it led to."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final

from services.console.cli.output import Cell, Output, is_terminal, width
from services.console.cli.topology import UPSTREAM
from services.console.cli.words import Lang, coded, name_of, named
from services.console.lives.chronicle import Chapter, Event, Outcome
from services.console.lives.reading import Life, Step
from services.console.lives.telling import Language, sentence

WIDE: Final = 100
"""Columns of a line where no terminal says how many it has."""

INDENT: Final = 12
_TONES: Final = {"taken": "green", "blocked": "yellow", "refused": "yellow"}
_CORE: Final = "corebank"

Line = Sequence[Cell]


def languages(lang: Lang) -> tuple[Language, ...]:
    """The languages in which a story is told."""
    return ("en", "zh") if lang == "both" else (lang,)


def columns() -> int:
    """How wide a line may be."""
    return shutil.get_terminal_size().columns if is_terminal(sys.stdout) else WIDE


class Lines:
    """Makes the lines of a life in the chosen language or languages."""

    def __init__(self, lang: Lang, wide: int = WIDE) -> None:
        self._lang = lang
        self._languages = languages(lang)
        self._wide = wide
        self._services = max(width(self._word(each)) for each in UPSTREAM)
        self._outcomes = max(width(self._word(each, "step")) for each in _TONES)

    def head(self, life: Life, before: int) -> Iterator[Line]:
        """What is played."""
        titles = {"en": life.title, "zh": life.title_zh}
        told = dict.fromkeys(titles[each] for each in self._languages)
        yield [Cell("  ".join(told), "bold")]
        loans = ", ".join(life.loans)
        steps = f"{len(life.steps)} {self._word('steps')}"
        yield [Cell(f"{loans}  {life.steps[0].on} … {life.through}  {steps}", "dim")]
        if before:
            yield [Cell("")]
            for text in self._before(before, len(life.steps)):
                yield [Cell(text, "yellow")]

    def chapter(self, chapter: Chapter) -> Iterator[Line]:
        """A step with what it led to; a closed day only where it led to something told."""
        told = list(self._events(chapter.events))
        if chapter.step is None:
            if told:
                yield [Cell("")]
                yield [self._day(chapter), Cell(self._word("day_closed"), "dim")]
        else:
            yield [Cell("")]
            yield from self._step(chapter, chapter.step)
            for text in self._said(chapter.step):
                for part in folded(text, self._wide - INDENT):
                    yield [Cell(" " * INDENT + part)]
            if chapter.outcome is not None and chapter.outcome.kind == "refused":
                for text in self._refusal(chapter.outcome):
                    for part in folded(text, self._wide - INDENT):
                        yield [Cell(" " * INDENT + part, "yellow")]
        yield from told

    def who(self, step: Step) -> str:
        """The actor with the role, both persons where there are two."""
        if not step.is_command:
            return self._word(_CORE)
        message = step.message
        parts = [
            (getattr(message, "requested_by", None), getattr(message, "role", None)),
            (getattr(message, "approved_by", None), getattr(message, "approver_role", None)),
        ]
        return " + ".join(
            f"{name}, {self._word(role)}" if role else name for name, role in parts if name
        )

    def _step(self, chapter: Chapter, step: Step) -> Iterator[Line]:
        """The head line; where it is too long for the terminal, who acted stands below."""
        ended = chapter.outcome or Outcome("taken")
        tone = _TONES.get(ended.kind, "bold red")
        head = [
            self._day(chapter),
            Cell(padded(self._word(step.service), self._services) + "  ", "cyan"),
            Cell(padded(self._word(ended.kind, "step"), self._outcomes) + "  ", tone),
        ]
        who = [Cell(self.who(step))]
        if ended.code:
            # In both languages the line is full: what was refused is named below, before its sentence.
            code = named(ended.code, "zh") if self._lang == "zh" else ended.code
            who.append(Cell(f"  {code}", tone))
        if chapter.before:
            who.append(Cell(f"  {self._word('earlier', 'step')}", "dim"))
        if sum(width(each.text) for each in (*head, *who)) <= self._wide:
            yield [*head, *who]
        else:
            yield head
            yield [Cell(" " * INDENT), *who]

    def _refusal(self, ended: Outcome) -> Iterator[str]:
        if self._lang == "both" and (name := name_of(ended.code or "")):
            yield name
        if ended.detail:
            yield ended.detail

    def _day(self, chapter: Chapter) -> Cell:
        return Cell(f"{chapter.on}  ", "bold")

    def _said(self, step: Step) -> Iterator[str]:
        texts = {"en": step.en, "zh": step.zh}
        told = dict.fromkeys(texts[each] for each in self._languages)
        yield from (text for text in told if text) if any(told) else (step.envelope.type,)

    def _events(self, events: Sequence[Event]) -> Iterator[Line]:
        room = self._wide - INDENT - 2 - self._services - 2
        last = ""
        for event in events:
            found = [sentence(event, each) for each in self._languages]
            told = list(dict.fromkeys(text for text in found if text))
            if not told:
                continue
            service = self._word(event["service"])
            name = "" if service == last else service
            last = service
            joined = "  ".join(told)
            parts = [joined] if width(joined) <= room else told
            lines = [line for part in parts for line in folded(part, room)]
            for place, line in enumerate(lines):
                mark = "→ " if name and not place else "  "
                yield [
                    Cell(" " * INDENT + mark, "dim"),
                    Cell(padded(name if not place else "", self._services) + "  ", "cyan"),
                    Cell(line),
                ]

    def _word(self, code: str, *sections: str) -> str:
        return coded(code, self._lang, *sections)

    def _before(self, before: int, steps: int) -> Iterator[str]:
        texts = {
            "en": f"{before} of {steps} steps were taken in an earlier run: they are not sent again.",
            "zh": f"{steps}步中有{before}步此前已受理，不再重复发送。",
        }
        yield from (texts[each] for each in self._languages)


def padded(text: str, wide: int) -> str:
    """Filled up to so many columns."""
    return text + " " * (wide - width(text))


def folded(text: str, room: int) -> Iterator[str]:
    """The text in lines of so many columns: broken at blanks, and anywhere in Chinese."""
    line = ""
    for piece in _pieces(text):
        if line and width(line + piece.rstrip()) > room:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    if line:
        yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """What may not be broken: a word with the blank behind it, or one Chinese character."""
    piece = ""
    for each in text:
        if width(each) == 2:
            if piece and each not in _CLOSING:
                yield piece
                piece = ""
            piece += each
            continue
        if piece and (piece[-1] == " " or width(piece[-1]) == 2) and each != " ":
            yield piece
            piece = ""
        piece += each
    if piece:
        yield piece


_CLOSING: Final = "，。；：）、"
"""Marks that may not begin a line."""


def document(chapter: Chapter) -> dict[str, Any]:
    """A chapter as JSON."""
    step, ended = chapter.step, chapter.outcome
    found: dict[str, Any] = {"on": chapter.on.isoformat()}
    if step is not None and ended is not None:
        found |= {
            "step": step.number,
            "service": step.service,
            "say": step.envelope.type,
            "id": step.envelope.id,
            "requested_by": getattr(step.message, "requested_by", None),
            "role": getattr(step.message, "role", None),
            "approved_by": getattr(step.message, "approved_by", None),
            "en": step.en,
            "zh": step.zh,
            "outcome": ended.kind,
            "code": ended.code,
            "detail": ended.detail,
            "taken_before": chapter.before,
        }
    found["events"] = [_event(each) for each in chapter.events]
    return found


def _event(event: Event) -> dict[str, Any]:
    names = ("service", "type", "event_id", "effective_on", "known_on")
    told = {name: event[name] for name in names}
    return {**told, "en": sentence(event, "en"), "zh": sentence(event, "zh")}


def show(out: Output, lines: Iterator[Line]) -> None:
    """Onto standard output."""
    for line in lines:
        out.cells(*line)
