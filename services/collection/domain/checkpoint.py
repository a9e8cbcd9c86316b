"""How a customer's loans stood at the end of a day on which nothing was open.

Made of conclusions that stand (``quiet``); the walk of the case goes on from the last one.
"""

from __future__ import annotations

from datetime import date

import msgspec

from services.collection.domain.conclusions import CaseMoved
from services.collection.domain.facts import DisposalNoted
from services.collection.domain.steps import CasePaused
from services.collection.domain.undertakings import RepaymentPlanProposed
from services.kit.domain import Frozen

Waiting = CasePaused | RepaymentPlanProposed


class Checkpoint(Frozen, frozen=True, kw_only=True):
    """The end of the day ``on``: the case is cured or closed, and no loan is overdue.

    ``move``: the case's last move. ``cases``: how many there were. ``joined``: of every loan that was in
    a case the last one, in the order in which they joined first. ``within``: the loans that are in it.
    ``out``: how those left that did not because they were cured. ``marked``: those that the case has
    marked as long overdue. ``waiting``: proposals that nobody agreed to and what nobody has answered.
    """

    on: date
    move: CaseMoved
    cases: int = 0
    joined: dict[str, str] = msgspec.field(default_factory=dict)
    within: tuple[str, ...] = ()
    out: dict[str, str] = msgspec.field(default_factory=dict)
    marked: tuple[str, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    disposed: tuple[DisposalNoted, ...] = ()
