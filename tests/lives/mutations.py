"""Every way in which one field of a command is made wrong."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from contracts.message import Message

FAR_BACK, FAR_AHEAD, LAST = "1900-01-01", "2099-12-31", "2199-12-31"
HUGE = "999999999999999999.00"
REMOVED = object()
"""The field is left out."""


class Broken(NamedTuple):
    """A command with one wrong field: its path, the wrong value, the whole payload."""

    path: tuple[str | int, ...]
    value: Any
    data: dict[str, Any]

    @property
    def field(self) -> str:
        """The field's own name, without the place in a list."""
        return next(str(each) for each in reversed(self.path) if isinstance(each, str))


def broken(data: dict[str, Any], model: type[Message], day: date) -> Iterator[Broken]:
    """All of them; ``day`` is the business day of the command."""
    absent = {
        (field.alias or name): None
        for name, field in model.model_fields.items()
        if (field.alias or name) not in data
    }
    for path, value in _places({**data, **absent}):
        for wrong in _wrong(path, value, day):
            changed = copy.deepcopy(data)
            if _put(changed, path, wrong):
                yield Broken(path, wrong, changed)


def _put(data: dict[str, Any], path: tuple[str | int, ...], value: Any) -> bool:
    node: Any = data
    for step in path[:-1]:
        node = node[step]
    if value is not REMOVED:
        node[path[-1]] = value
    elif path[-1] in node or isinstance(path[-1], int):
        del node[path[-1]]
    else:
        return False
    return True


def _places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if path:
        yield path, node
    if isinstance(node, dict) and not _is_money(node):
        for name, child in node.items():
            yield from _places(child, (*path, name))
    elif isinstance(node, list) and node:
        yield from _places(node[0], (*path, 0))


def _is_money(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"amount", "currency"}


def _is_day(path: tuple[str | int, ...], value: Any) -> bool:
    name = str(path[-1])
    if isinstance(value, str):
        return len(value) == 10 and value[4] == value[7] == "-" and value[:4].isdigit()
    return (
        value is None
        and name != "approved_by"
        and name.endswith(("_on", "_by", "until", "_from", "_since", "deadline"))
    )


def _wrong(path: tuple[str | int, ...], value: Any, day: date) -> Iterator[Any]:
    if value is not None:
        yield REMOVED
        yield None
    if _is_day(path, value):
        yield from (FAR_BACK, FAR_AHEAD, LAST, "9999-12-31", "2024-02-30", "20240301", 20240301)
        yield from (str(day + timedelta(days=n)) for n in (-400, -1, 1, 2))
    elif _is_money(value):
        currency = value["currency"]
        yield from (
            {"amount": amount, "currency": currency}
            for amount in ("-1.00", "0.00", HUGE, "1", "1e3", "NaN")
        )
        yield {"amount": value["amount"], "currency": "USD"}
        yield {"amount": value["amount"], "currency": "XXX"}
        yield {"amount": 1.0, "currency": currency}
        yield "100.00"
    elif isinstance(value, bool):
        yield from (not value, "true", 1)
    elif isinstance(value, int):
        yield from (0, -1, 2**31 - 1, 2**63, 1.5, "1")
    elif isinstance(value, list):
        yield []
        yield "no list"
        if value:
            yield [*value, value[0]]
    elif isinstance(value, dict):
        yield {}
        yield "no object"
    else:
        yield from ("", " ", "no_such_thing", "no such thing", "长" * 200, "x" * 5000, "a\x00b", 7)
