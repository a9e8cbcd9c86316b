"""What is due, until when, by which rule and article: open deadlines of a case on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.litigation.domain.court_deadlines import (
    at_rest,
    in_bankruptcy,
    in_enforcement,
    in_settlement,
    in_suit,
)
from services.litigation.domain.deeds import LetterSent, MeasureApplied
from services.litigation.domain.duties import Deadline, until
from services.litigation.domain.facts import LifeEventNoted
from services.litigation.domain.limitation import limits
from services.litigation.domain.measures import SEIZED, Measure, measures_on
from services.litigation.domain.moves import BANKRUPT, CURED, FINAL, Place
from services.litigation.domain.stages import OPEN, place_on
from services.litigation.domain.state import Case
from services.litigation.domain.stayed import is_stayed
from services.litigation.domain.suits import suit_on
from services.litigation.domain.timed import TIMED
from services.litigation.domain.underneath import stages_on

RECOVERED = "recovered"
"""Monitoring's word that what befell the borrower is over (MON-52)."""


def deadlines(case: Case, day: date) -> list[Deadline]:
    """All that is open on ``day``, the nearest first; those that passed stay until they are done."""
    place = place_on(case, day)
    left = case.sale_by(day) or case.remission_by(day)
    if place.stage in FINAL or left is not None:
        return []
    found = [*limits(case, day), *in_bankruptcy(case, day)]
    stages = frozenset(stages_on(case, day))
    if stages & OPEN:
        under = place.behind(BANKRUPT) if place.stage == BANKRUPT else place
        found += [*_at_once(case, day), *_pre_suit(case, under, day)]
    # bankruptcy lifts those on the debtor's assets alone (BK-03)
    if stages & (OPEN | {CURED, BANKRUPT}):
        found += _measures(case, day)
    if "filed" in stages:
        found += in_suit(case, day)
    if stages & {"enforcing", "settlement_running"} and not is_stayed(case, day):
        found += in_enforcement(case, day)
    if "settlement_running" in stages:
        found += in_settlement(case, day)
    if "dormant" in stages:
        found += at_rest(case, day)
    return sorted(found, key=lambda each: (each.on, each.what, each.about))


def _at_once(case: Case, day: date) -> Iterator[Deadline]:
    """Assets to be protected at the first moment, in whichever stage, until it is over (LIT-06)."""
    applied = case.last_of(MeasureApplied, day)
    befell: list[LifeEventNoted] = []
    for event in case.all_of(LifeEventNoted, day):
        befell = [] if event.life_event == RECOVERED else [*befell, event]
    for event in befell:
        late = applied is None or applied.effective_on < event.effective_on
        if event.act_by is not None and late:
            what = "protect_assets_at_first_moment"
            yield Deadline(on=event.act_by, what=what, rule="LIT-06", about=event.life_event)


def _pre_suit(case: Case, place: Place, day: date) -> Iterator[Deadline]:
    """The letter's deadline; and the alert of B.5 where nobody sued in time."""
    letter = case.last_of(LetterSent, day)
    if place.stage == "letter" and letter is not None:
        yield Deadline(
            on=letter.deadline, what="letter_deadline", rule="LIT-20", about=letter.letter_id
        )
    if place.stage == "lapsed":
        _, rule = TIMED["preserved"]
        yield Deadline(on=place.since, what="preservation_lapsed", rule=rule)


def _measures(case: Case, day: date) -> Iterator[Deadline]:
    for each in measures_on(case, day):
        applied = each.applied
        if each.state == "applied" and applied.rule_by is not None:
            yield Deadline(
                on=applied.rule_by.date(),
                what="court_rules_on_preservation",
                rule=applied.rule_article,
                article=applied.ruling_article or None,
                about=applied.measure_id,
            )
        if each.state in SEIZED | {"granted"} and not _is_sued(case, each, day):
            yield from until(each.sue_by, "sue_after_preservation", applied.measure_id)
        if each.state in SEIZED:
            yield from until(each.renew_by, "renew_preservation", applied.measure_id)


def _is_sued(case: Case, measure: Measure, day: date) -> bool:
    """A suit stands, or stood when the time to sue was over."""
    over = measure.lapses_after
    kept = over is not None and over.on < day and suit_on(case, over.on) is not None
    return kept or suit_on(case, day) is not None
