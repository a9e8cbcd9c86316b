"""Late payments on the way to court by a lawyer's letter: L-4801 goes it where it was not accelerated."""

from __future__ import annotations

from typing import Any

from tests.lives import whole_life as told
from tests.lives.late_rows import Late
from tests.lives.telling import Told, cny
from tests.lives.whole_life_end import LIANG

SUIT: dict[str, Any] = {"suit_id": "SUIT-9"}


def sued_by_letter(life: Told) -> None:
    """Referred on 27 May, letter with deadline 10 June, suit of the 12th for three instalments."""
    life.to("2024-05-27")
    worth = {"expected_cost": cny("7150.00"), "expected_recovery": cny("150000.00")}
    life.act("collection", "refer-to-law", ground="unwilling", **worth)
    life.act("litigation", "decide-litigation", able=True, willing=False, **worth)
    letter = {"letter_id": "LT-1", "deadline": "2024-06-10"}
    life.act("litigation", "send-lawyers-letter", "2024-05-28", **letter)
    court = {"court": "COURT-1", "defendants": [LIANG]}
    life.act("litigation", "file-suit", "2024-06-12", **SUIT, **court, claim_day="2024-06-12")


def judged_by_letter(life: Told) -> None:
    """A small claim, accepted and decided within the week; it binds at once."""
    sued_by_letter(life)
    life.act("litigation", "record-acceptance", "2024-06-13", **SUIT, procedure="small")
    award = {"awarded": cny("64320.00"), "liable": [LIANG]}
    life.act("litigation", "record-judgment", "2024-06-17", **SUIT, **award)
    effect = {"perform_by": "2024-06-30"}
    life.act("litigation", "record-judgment-effect", "2024-06-18", **SUIT, **effect)


# 64,320 and penalty until 10 June: (82 + 51 + 21) x 6.00 = 924.00; until 13 June, when it is booked:
# (85 + 54 + 24) x 6.00 = 978.00; until 19 June: (91 + 60 + 30) x 6.00 = 1,086.00
PAID = "65244.00"
LETTER = (
    Late(
        "after a suit on a letter: the letter was heeded, the court has the suit",
        told.plan_failed,
        "2024-06-10",
        PAID,
        {
            "litigation.claim.total": ("65298.00", "0.00"),
            "litigation.due": (
                ["court_accepts_suit"],
                ["court_accepts_suit", "suit_without_ground"],
            ),
            "monitoring.days_past_due": (85, 0),
        },
        same=("litigation.stage", "litigation.suit", "collection.legal_stage"),
        then=(sued_by_letter,),
    ),
    Late(
        "after a judgment on a letter: what is decided stands",
        told.plan_failed,
        "2024-06-10",
        PAID,
        {
            "litigation.claim.total": ("65406.00", "0.00"),
            "monitoring.days_past_due": (91, 0),
        },
        same=("litigation.stage", "litigation.judgment", "litigation.due"),
        then=(judged_by_letter,),
    ),
)
