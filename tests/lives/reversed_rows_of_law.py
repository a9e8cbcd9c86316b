"""A payment of the day of the judgment that is reversed, before that day is closed and after it."""

from __future__ import annotations

from tests.lives import whole_life as told
from tests.lives.reversed_rows import Undone
from tests.lives.telling import Told
from tests.lives.whole_life_end import COSTS, awarded

STAYS = ("litigation.stage", "litigation.judgment", "litigation.suit", "litigation.preservation")


def paid_then(life: Told) -> None:
    """40,000 on the day of the judgment: 7,150 cost, 5,700 interest, 7,386 penalty, 19,764 principal."""
    awarded(life)
    life.pay("R", "40000.00", "2024-09-12")


ROWS = (
    Undone(
        # 7,386 = 1,224 + 79 days x 78.00
        "after judgment, before its day is closed: what was awarded stands",
        told.sued,
        None,
        (paid_then,),
        "2024-09-12",
        {
            "litigation.claim.cost": ("0.00", COSTS),
            "litigation.claim.penalty": ("0.00", "7386.00"),
            "litigation.claim.total": ("240236.00", "280236.00"),
            "monitoring.principal_outstanding": ("240236.00", "260000.00"),
            "collection.recovered": ("32850.00", None),
        },
        same=STAYS,
    ),
    Undone(
        # 8 days more: 576.57 on 240,236 paid down, 624.00 on 260,000
        "after judgment, when its day is closed: what was awarded stands",
        told.sued,
        None,
        (paid_then,),
        "2024-09-20",
        {
            "litigation.claim.cost": ("0.00", COSTS),
            "litigation.claim.penalty": ("576.57", "8010.00"),
            "litigation.claim.total": ("240812.57", "280860.00"),
            "monitoring.principal_outstanding": ("240236.00", "260000.00"),
            "collection.recovered": ("32850.00", None),
        },
        same=STAYS,
    ),
)
