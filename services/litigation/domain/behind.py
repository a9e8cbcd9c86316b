"""What a pause lies upon, and how that is led on while the pause lasts.

A closed case: a late settlement undoes no act of the court. A case in bankruptcy: until the court
accepts the petition everything goes on underneath (BK-03), and against guarantors after it (GU-40). A
case in court: what is referred or befalls the borrower meanwhile stands when the suit comes to nothing.
"""

from __future__ import annotations

from datetime import date

from services.litigation.domain.facts import Fact, LifeEventNoted
from services.litigation.domain.moves import BANKRUPT, SUED, UNSUED, Place, moved
from services.litigation.domain.neighbours import ReferralNoted
from services.litigation.domain.state import Case
from services.litigation.domain.timed import run_out

PAUSES = ("closed", BANKRUPT)


def led_behind(place: Place, fact: Fact) -> Place:
    """The place, with what lies behind its pause led on by a fact."""
    pause = place.stage
    if pause in SUED and isinstance(fact, ReferralNoted | LifeEventNoted):
        pause = UNSUED
    elif pause not in PAUSES or pause is None:
        return place
    under = place.behind(pause)
    led = moved(under, fact)
    if led is None:
        kept = led_behind(under, fact)
        return place._replace(back=kept.back, begun=kept.begun)
    if led[0] in ("closed", pause):
        return place
    return place.led_behind(pause, led[0], fact.effective_on)


def ran_out_behind(case: Case, place: Place, day: date) -> Place:
    """The place, with what time alone did by ``day`` to the stage that a bankruptcy came upon."""
    if place.stage != BANKRUPT:
        return place
    over = run_out(case, place.behind(BANKRUPT), day)
    return place if over is None else place.led_behind(BANKRUPT, over[0], over[2])
