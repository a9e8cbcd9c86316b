"""Attributes that a record gives more than once: Kafka lets a header come as often as it likes."""

from __future__ import annotations

from collections.abc import Container, Sequence

from contracts.errors import ContractError


def repeated(
    headers: Sequence[tuple[str, bytes | None]], names: Container[str]
) -> list[ContractError]:
    """The attributes of ``names`` that come again with another value: which is meant nobody knows."""
    told: dict[str, bytes | None] = {}
    wrong: list[ContractError] = []
    for name, value in headers:
        if name in names and told.setdefault(name, value) != value:
            first = readable(told[name] or b"")
            detail = f"{name} came before with another value: {first!r}"
            wrong.append(ContractError("attribute_repeated", name, readable(value or b""), detail))
    return wrong


def readable(value: bytes) -> str:
    """Bytes as text for people, whatever they hold."""
    return value.decode("utf-8", "backslashreplace")
