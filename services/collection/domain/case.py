"""The states of a collection case and what moves it (catalogue B.3).

``any active`` is read so that a case that has been handed on is not thrown back by what the front
line still does: a second visit moves it while the front line leads, a notice then or in joint
collection. The act itself is recorded in every active state.

A promise that is kept or taken back moves the case only when it was the last one open (``pending``); one
that is broken, or kept in part only, moves it wherever the front line leads. A case is handed over from
anywhere in the front line, after the respite of a final call or as a hard case, and back from an agency.
A field visit is asked for after a breach; where money told late takes back the breach, it stands while
another promise is open.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from contracts.receipts import LONGEST

FRONT: Final = ("OPEN", "FIRST_CONTACT_DONE", "TECHNICAL_FIX", "PROMISE_PENDING", "FOLLOW_UP")
LED: Final = (*FRONT, "JOINT_COLLECTION", "NOTICE_SERVED")
ACTIVE: Final = (
    *LED,
    "PLAN_ACTIVE",
    "SPECIALIST_UNIT",
    "FIELD",
    "WITH_AGENCY",
    "PAUSED",
    "LEGAL_REFERRED",
    "TRANSFERRED_FRONTLINE_FOLLOWS",
)
AT_LAW: Final = ("LEGAL_REFERRED", "TRANSFERRED_FRONTLINE_FOLLOWS")
STATES: Final = (*ACTIVE, "CURED", "CLOSED", "CLOSED_LOSS")
TRIGGERS: Final = ("overdue", "death", "disappeared", "accelerated")
"""What calls for a case (COL-01, COL-02), and so ends the watch of a cured one."""
UNPAUSED: Final = tuple(state for state in ACTIVE if state != "PAUSED")
FIRM: Final = tuple(state for state in LED if state != "FOLLOW_UP")


def _from(states: tuple[str, ...], to: str) -> dict[str, str]:
    return dict.fromkeys(states, to)


MOVES: Final[dict[str, dict[str, str]]] = {
    "contacted": _from(("OPEN",), "FIRST_CONTACT_DONE"),
    "technical": _from(("FIRST_CONTACT_DONE",), "TECHNICAL_FIX"),
    "promise_made": _from(("FIRST_CONTACT_DONE", "FOLLOW_UP"), "PROMISE_PENDING"),
    "promise_withdrawn": _from(("PROMISE_PENDING",), "FIRST_CONTACT_DONE"),
    "promise_kept": _from(("PROMISE_PENDING",), "FIRST_CONTACT_DONE"),
    "promise_partly_kept": _from(FIRM, "FOLLOW_UP"),
    "promise_broken": _from(FIRM, "FOLLOW_UP"),
    "second_visit": _from(FRONT, "JOINT_COLLECTION"),
    "notice_served": _from((*FRONT, "JOINT_COLLECTION"), "NOTICE_SERVED"),
    "plan_agreed": _from(UNPAUSED, "PLAN_ACTIVE"),
    "plan_broken": _from(("PLAN_ACTIVE",), "FOLLOW_UP"),
    "plan_completed": _from(("PLAN_ACTIVE",), "FOLLOW_UP"),
    "handed_over": _from((*LED, "WITH_AGENCY"), "SPECIALIST_UNIT"),
    "field_visit": _from(("FOLLOW_UP", "PROMISE_PENDING", "SPECIALIST_UNIT"), "FIELD"),
    "with_agency": _from(("SPECIALIST_UNIT",), "WITH_AGENCY"),
    "paused": _from(UNPAUSED, "PAUSED"),
    "referred": _from(tuple(state for state in ACTIVE if state not in AT_LAW), "LEGAL_REFERRED"),
    "to_preservation": _from(("LEGAL_REFERRED",), "TRANSFERRED_FRONTLINE_FOLLOWS"),
    "cured": _from(ACTIVE, "CURED"),
    **{trigger: _from(("CURED",), "OPEN") for trigger in TRIGGERS},
    "monitored": _from(("CURED",), "CLOSED"),
    "settled": _from((*ACTIVE, "CURED"), "CLOSED"),
    "lost": _from((*ACTIVE, "CURED"), "CLOSED_LOSS"),
}
"""What happened -> from which state to which; nothing for a state that it does not move."""
UNDERTAKEN: Final = (
    "promise_made",
    "promise_withdrawn",
    "promise_kept",
    "promise_partly_kept",
    "promise_broken",
    "plan_broken",
    "plan_completed",
)
"""Of these, what does not wait for the answer of a dispute."""
LEAVES_PLAN: Final = ("plan_broken", "plan_completed", "referred")
"""Of these, what leads a plan that was made at law back there."""
GOOD: Final = ("promise_kept", "promise_withdrawn")
"""Ends of a promise that move nothing while another one is open."""
ENDS: Final = (*GOOD, "promise_partly_kept", "promise_broken")


def moved(state: str, what: str, resumes: str | None = None) -> str | None:
    """The state after ``what``, or None where it moves nothing; ``resumed`` goes back.

    So does the referral of another loan, where a paused case is at law already, and what ends a plan
    that was made at law: ``resumes`` is the stage that it came from.
    """
    if state == "PLAN_ACTIVE" and what in LEAVES_PLAN and resumes is not None:
        return resumes
    if what == "resumed" or (what == "referred" and state == "PAUSED" and resumes in AT_LAW):
        return resumes if state == "PAUSED" else None
    return MOVES[what].get(state)


def moved_meanwhile(resumes: str, what: str, law: str | None = None) -> str:
    """The state to which a paused case goes back, after ``what`` has happened in its pause.

    What the debtor undertook is kept or broken then as ever; contact is limited and moves nothing.
    ``law``: the stage at which a plan was made that the pause holds.
    """
    return (moved(resumes, what, law) or resumes) if what in UNDERTAKEN else resumes


def back(
    state: str, left: str, resumes: str | None, law: str | None
) -> tuple[str | None, str | None]:
    """To what ``state`` goes back when it ends, and the stage at law behind a plan that is paused.

    ``left``: the state before, with what it had to go back to.
    """
    if state == "PAUSED":
        return left, resumes if left == "PLAN_ACTIVE" else None
    if state != "PLAN_ACTIVE":
        return None, None
    if left in AT_LAW:
        return left, None
    return law if left == "PAUSED" else resumes, None


def name_of(number: int, loan_id: str) -> str:
    """The customer's case of this number, by the loan that opened it; an identifier, however long that is."""
    name = f"K{number}-{loan_id}"
    return name if len(name) <= LONGEST else f"K{number}-{sha256(loan_id.encode()).hexdigest()}"
