"""Orders about letters: taking up again and discarding. They go to the letter's own partition."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from services.console.cli import letters, officers
from services.console.cli.target import Target


async def prepare(
    target: Target, service: str, what: str, fields: Mapping[str, str]
) -> officers.Asked:
    """The command that takes up again what `what` names: a parked stream or one letter."""
    letters.chosen(target, service)
    shard, key, by_id = await letters.place_of(target, service, what)
    wanted = {**fields, ("dead_letter" if by_id else "stream"): what}
    return officers.order(service, "redrive", shard, key, _of(key, wanted))


async def discarding(
    target: Target, service: str | None, letter: UUID, fields: Mapping[str, str]
) -> officers.Asked:
    """The command that closes an open letter untaken, whichever service holds it."""
    holder = await letters.holder(target, letters.chosen(target, service), letter)
    shard, key, _ = await letters.place_of(target, holder, str(letter))
    wanted = {**fields, "dead_letter": str(letter)}
    return officers.order(holder, "discard", shard, key, _of(key, wanted))


def _of(key: str | None, fields: dict[str, str]) -> dict[str, str]:
    return fields if key is None else {**fields, "obligor_id": key}
