"""Officers' commands that the kit itself answers, whatever the service decides about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.commands import Discard, Redrive, Release
from services.kit.incoming import Incoming
from services.kit.redrive import discard, redrive
from services.kit.releases import release

if TYPE_CHECKING:
    from services.kit.turn import Turn


async def obey(turn: Turn, item: Incoming) -> None:
    """Do what is ordered, or refuse; either is answered."""
    match item.message:
        case Redrive():
            await redrive(turn, item)
        case Discard():
            await discard(turn, item)
        case Release():
            release(turn, item)
        case _:
            raise TypeError(f"{item.envelope.type} is no order to the kit")
