"""The redrive command for a letter: it goes to the letter's own partition."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.cli import letters, officers
from services.console.cli.target import Target


async def prepare(
    target: Target, service: str, what: str, fields: Mapping[str, str]
) -> officers.Asked:
    """The command that takes up again what `what` names: a parked stream or one letter."""
    letters.chosen(target, service)
    shard, key, by_id = await letters.place_of(target, service, what)
    wanted = {**fields, ("dead_letter" if by_id else "stream"): what}
    if key is not None:
        wanted["obligor_id"] = key
    return officers.redrive(service, shard, key, wanted)
