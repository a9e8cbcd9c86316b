"""What a command says: results on standard output, talk on standard error.

A terminal gets ruled, coloured tables (Rich, imported only then); a pipe gets aligned plain
columns without a box character; `--json` one JSON document and nothing else on standard output.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from services.console.cli.words import Lang, chosen, coded, label, pair

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

NOTHING: Final = "–"
"""Stands in a table where there is no value."""

TONES: Final = {
    **dict.fromkeys(("normal", "current", "yes", "accepted", "sound"), "green"),
    **dict.fromkeys(("special_mention", "M1", "M2", "M3"), "yellow"),
    **dict.fromkeys(("substandard", "M4", "M5", "M6", "no"), "red"),
    **dict.fromkeys(("doubtful", "loss", "M7+", "rejected", "not_sound"), "bold red"),
}
"""Colour of a value by its word; the word is always there too, for those who see no colours."""


class Cell(NamedTuple):
    """A text with a colour, and what is said about it below in a lower voice."""

    text: str
    tone: str = ""
    more: str = ""


class Column(NamedTuple):
    """A column by its word; numbers stand to the right."""

    word: str
    right: bool = False
    keep: bool = False
    """Never broken over lines: identifiers that people copy."""


@dataclass(frozen=True)
class Sheet:
    """A table for people. Without columns it is a list of label and value."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Cell]]
    empty: str = ""


class Output:
    """Where one command's words go, and in which language."""

    def __init__(self, *, as_json: bool = False, lang: Lang = "both") -> None:
        self.as_json = as_json
        self.lang: Lang = lang

    def label(self, word: str) -> str:
        """The label of a word in the chosen language(s)."""
        return label(word, self.lang)

    @property
    def on_terminal(self) -> bool:
        """Whether the result goes to a terminal, with its narrow lines."""
        return is_terminal(sys.stdout)

    def value(self, word: str | None) -> Cell:
        """A word of a closed list as a coloured cell; an absent one as a dash."""
        if word is None:
            return Cell(NOTHING)
        return Cell(self.label(word), TONES.get(word, ""))

    def code(self, code: str | None, *sections: str) -> str:
        """A state, a channel, a role ... in the chosen language(s), as these parts of a document mean
        it; an absent one as a dash."""
        return NOTHING if code is None or code == "" else coded(code, self.lang, *sections)

    def told(self, english: str, chinese: str) -> Cell:
        """A sentence in the chosen language; in both, the Chinese one in a lower voice."""
        if self.lang == "both" and english != chinese:
            return Cell(english, "", chinese)
        return Cell(chosen(english, chinese, self.lang))

    def document(self, document: Any) -> None:
        """The one JSON document of `--json`."""
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        sys.stdout.flush()

    def sheets(self, *sheets: Sheet) -> None:
        """Tables on standard output."""
        if is_terminal(sys.stdout):
            console = make_console(sys.stdout)
            for sheet in sheets:
                console.print(_ruled(sheet, self.lang))
            return
        sys.stdout.write("\n\n".join(_plain(sheet, self.lang) for sheet in sheets) + "\n")
        sys.stdout.flush()

    def line(self, text: str) -> None:
        """A line of the result, left out in JSON."""
        if not self.as_json:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def cells(self, *cells: Cell) -> None:
        """A line of the result in coloured pieces, left out in JSON."""
        if self.as_json:
            return
        if not is_terminal(sys.stdout):
            self.line("".join(each.text for each in cells).rstrip())
            return
        from rich.text import Text

        text = Text.assemble(*((each.text, each.tone) for each in cells))
        make_console(sys.stdout).print(text, soft_wrap=True)

    def advise(self, text: str) -> None:
        """What to do next, below a result on standard output; nothing when there is nothing."""
        if text:
            self.line(f"\n{text}")

    def say(self, text: str) -> None:
        """Talk: on standard error, in every mode."""
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def is_terminal(stream: Any) -> bool:
    """Whether a person looks at this stream directly."""
    return bool(stream.isatty())


def make_console(stream: Any) -> Console:
    """Rich's console on this stream; it obeys NO_COLOR and TERM by itself."""
    from rich.console import Console

    return Console(file=stream, highlight=False, soft_wrap=False)


def money(value: dict[str, str] | None) -> str:
    """An amount for people: ``1,234.50 CNY``."""
    return NOTHING if value is None else f"{grouped(value['amount'])} {value['currency']}"


def grouped(amount: str) -> str:
    """A decimal string with its thousands apart."""
    whole, dot, rest = amount.partition(".")
    return f"{int(whole):,}{dot}{rest}"


def signed(value: dict[str, str] | None) -> str:
    """An amount without its currency, a minus in front of one below zero."""
    if value is None:
        return NOTHING
    amount = value["amount"]
    return f"-{grouped(amount[1:])}" if amount.startswith("-") else grouped(amount)


def instant(text: str) -> str:
    """An instant to the second, as it is said between people: ``2024-06-30 10:00:00Z``."""
    day, _, time = text.partition("T")
    return f"{day} {time[:8]}Z" if time.endswith(("+00:00", "Z")) else f"{day} {time}"


def share(part: float | Decimal | str) -> str:
    """A ratio as a percentage with two digits."""
    return f"{Decimal(part) * 100:.2f}%"


def text_of(cell: str | Cell) -> str:
    """A cell without its colour."""
    return cell if isinstance(cell, str) else f"{cell.text} {cell.more}".rstrip()


def _ruled(sheet: Sheet, lang: Lang) -> Any:
    from rich import box
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    title = Text(sheet.title, style="bold cyan")
    if not sheet.rows:
        return Group(title, Padding(Text(sheet.empty, style="dim"), (0, 2, 1, 2)))
    with_head = bool(sheet.columns)
    table = Table(
        box=box.SIMPLE_HEAD if with_head else None,
        show_edge=False,
        show_header=with_head,
        header_style="bold",
    )
    if with_head:
        for column in sheet.columns:
            table.add_column(
                label(column.word, lang) if lang != "both" else _two_lines(column.word),
                justify="right" if column.right else "left",
                no_wrap=column.right or column.keep,
                overflow="fold",
            )
    else:
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
    for row in sheet.rows:
        table.add_row(*(_text(cell) for cell in row))
    return Group(title, Padding(table, (0, 0, 1, 1)))


def _text(cell: str | Cell) -> Text:
    from rich.text import Text

    if isinstance(cell, str):
        return Text(cell)
    text = Text(cell.text, style=cell.tone)
    return text.append(f"\n{cell.more}", style="dim not bold") if cell.more else text


def _two_lines(word: str) -> str:
    """A heading with the languages below each other: narrow columns stay narrow."""
    known = pair(word)
    return label(word, "en") if known is None else "\n".join(dict.fromkeys(known))


def _plain(sheet: Sheet, lang: Lang) -> str:
    head = [[label(column.word, lang) for column in sheet.columns]] if sheet.columns else []
    if not sheet.rows:
        return f"{sheet.title}\n{sheet.empty}"
    rows = head + [[_one_line(text_of(cell)) for cell in row] for row in sheet.rows]
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    right = [column.right for column in sheet.columns] or [False] * len(widths)
    lines = [_aligned(row, widths, right) for row in rows]
    return "\n".join([sheet.title, *lines])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _aligned(row: Iterable[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    parts = []
    for text, wide, to_the_right in zip(row, widths, right, strict=True):
        room = " " * (wide - width(text))
        parts.append(room + text if to_the_right else text + room)
    return "  ".join(parts).rstrip()


def width(text: str) -> int:
    """Columns that a text takes on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
