"""Recording that a suit came to nothing: the court did not take it, it was withdrawn, or dismissed.

The case goes back to where it stood before the suit, limitation runs anew from that day (LM-05), and
another may be filed under its own number. LM-05 knows one interruption by suit, and of a suit that ended
without a judgment on the claim the rules at hand say nothing more: so it counts whichever way it ended.
They are silent too on whether the same claim may be sued for again after a dismissal that binds; that is
for the lawyer who files. What a guarantee loses by it is guarantee's (GU-48).
"""

from __future__ import annotations

from services.kit.domain import Rejected, changed
from services.litigation.domain.court import (
    ComplaintServed,
    JudgmentEffective,
    SuitAccepted,
    SuitEnded,
)
from services.litigation.domain.deeds import Deed
from services.litigation.domain.effect import binds, is_enforceable, judgment_of
from services.litigation.domain.state import Case
from services.litigation.domain.suit import suit_of
from services.litigation.domain.suits import steps_of
from services.litigation.policy import LitigationPolicy

OUTCOMES = ("not_taken", "withdrawn", "dismissed")


def end(deed: SuitEnded, case: Case, edition: LitigationPolicy) -> SuitEnded:
    """It names how; what was done in court fits that, and nothing is to be enforced."""
    suit = suit_of(deed, case)
    if deed.outcome not in OUTCOMES:
        names = ", ".join(OUTCOMES)
        raise Rejected("outcome_unknown", f"outcome {deed.outcome!r} is none of {names}")
    last = steps_of(case, deed.suit_id, Deed)[-1]
    if deed.effective_on < last.effective_on:
        raise Rejected(
            "done_before_last_step",
            f"done_on {deed.effective_on} lies before {last.effective_on}, the last step in suit_id"
            f" {deed.suit_id!r} (B.5)",
        )
    _check_taken(deed, case)
    _check_judgment(deed, case)
    served = (each.party_id for each in steps_of(case, deed.suit_id, ComplaintServed))
    return changed(deed, filed_on=suit.effective_on, served=tuple(served))


def _check_taken(deed: SuitEnded, case: Case) -> None:
    taken = steps_of(case, deed.suit_id, SuitAccepted)
    if deed.outcome == "not_taken" and taken:
        raise Rejected(
            "accepted_already",
            f"outcome: the court took suit_id {deed.suit_id!r} on {taken[0].effective_on} (CL-10)",
        )
    if deed.outcome == "dismissed" and not taken:
        raise Rejected(
            "not_accepted",
            f"outcome: suit_id {deed.suit_id!r} was not accepted by the court, so it is none that is"
            " dismissed (CL-10)",
        )


def _check_judgment(deed: SuitEnded, case: Case) -> None:
    """A judgment that binds ends a suit itself; one that dismissed it is all that may be told then."""
    for effect in steps_of(case, deed.suit_id, JudgmentEffective):
        if not binds(case, effect):
            continue
        if deed.outcome != "dismissed":
            raise Rejected(
                "judgment_effective",
                f"outcome {deed.outcome!r}: the judgment binds since {effect.effective_on} (B.5)",
            )
        judgment = judgment_of(case, effect)
        if judgment is not None and is_enforceable(judgment):
            raise Rejected(
                "judgment_enforceable",
                f"outcome: the judgment of {judgment.effective_on} holds"
                f" {', '.join(judgment.liable)} liable, it is to be enforced (LIT-13)",
            )
