"""When a judgment binds, as it is known now: an appeal that is told late takes its effect away (CL-13);
and whether there is anything in it to enforce."""

from __future__ import annotations

from datetime import date

from services.kit.holidays import Rolled, rolled
from services.litigation.domain.court import AppealFiled, JudgmentEffective, JudgmentRendered
from services.litigation.domain.state import Case
from services.litigation.domain.suits import end_of, steps_of


def performed_by(effect: JudgmentEffective) -> Rolled:
    """The last day to perform: the day that the judgment sets, moved behind a holiday (T-3, T-4).

    It may be enforced after that day, and the time to apply for it starts with it (LM-09).
    """
    return rolled(effect.perform_by)


def binds(case: Case, effect: JudgmentEffective) -> bool:
    """No appeal was pending on the day of the effect."""
    judgment = judgment_of(case, effect)
    decided = judgment is not None and judgment.instance == "second"
    return decided or not steps_of(case, effect.suit_id, AppealFiled, effect.effective_on)


def judgment_of(case: Case, effect: JudgmentEffective) -> JudgmentRendered | None:
    """The judgment that has this effect: the last one by its day."""
    judged = steps_of(case, effect.suit_id, JudgmentRendered, effect.effective_on)
    return judged[-1] if judged else None


def is_enforceable(judgment: JudgmentRendered | None) -> bool:
    """Somebody has to pay something by it. A suit that was dismissed ends with its effect: nobody owes
    anything by it (LIT-13, LM-09)."""
    if judgment is None or not judgment.liable:
        return False
    return bool(judgment.awarded) or bool(judgment.costs)


def effect_by(case: Case, until: date = date.max) -> JudgmentEffective | None:
    """The effect that stands by a day; None while no judgment binds, but that of a suit which came to
    nothing by it."""
    found = [
        each
        for each in case.all_of(JudgmentEffective, until)
        if binds(case, each) and end_of(case, each.suit_id, until) is None
    ]
    return found[-1] if found else None
