"""A kept message is put to the rules once more, on an officer's order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from services.kit.batch import StoreUnavailable
from services.kit.domain import Rejected
from services.kit.draft import DraftBroken
from services.kit.incoming import Incoming, Refused, is_command
from services.kit.letters import reason_of
from services.kit.reach import in_reach

if TYPE_CHECKING:
    from services.kit.turn import Turn


async def again(turn: Turn, item: Incoming, letter: UUID) -> Rejected | None:
    """Handle a kept message although its stream is held; the reason when it fails again.

    A command is answered to who gave it: what rules refuse has not failed, and holds its stream no more.
    """
    envelope, shard = item.envelope, item.shard
    assert shard is not None
    known_on = turn.draft.known_on(shard, envelope.business_date)
    if isinstance(far := in_reach(turn, item), Refused):
        return reason_of(far.error)
    about = f"redriven {letter}"
    answer = partial(turn.letters.reply, shard, envelope, known_on, about=about)
    try:
        stream, made = await turn.put(envelope, item.message, shard, known_on, held=False)
    except (StoreUnavailable, DraftBroken, MemoryError):
        raise
    except Rejected as refused:
        if not is_command(envelope):
            return refused
        answer(refused)
    except Exception as failure:
        return reason_of(failure)
    else:
        if is_command(envelope) and stream is not None:
            answer(made.ids, blocked=made.blocked)
    return None
