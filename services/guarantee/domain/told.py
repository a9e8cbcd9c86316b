"""What others were told of guarantors and collateral, and when they must be told anew.

They read words by their days. A release that was none is no word of theirs to withdraw, so they are told
that he stands; and where he is free after all, from an earlier day, that he is. So with collateral.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from contracts.values import CHARGED_NO_MORE
from services.guarantee.domain.collateral_events import (
    AdditionalSecurityProvided,
    CollateralAuctionHeld,
    CollateralImpaired,
    CollateralPledged,
    CollateralReceived,
    CollateralReleased,
    CollateralValued,
    RealisationStarted,
)
from services.guarantee.domain.entries import (
    CollateralChargedAgain,
    CollateralFreed,
    CollateralRetold,
    FreeAgain,
    GuaranteeReinstated,
    GuaranteeReleased,
    StandsAgain,
    Word,
)
from services.guarantee.domain.events import GuaranteeEvent
from services.guarantee.domain.guarantor_events import (
    GuaranteeLiabilityRegistered,
    GuarantorEligibilityChecked,
)
from services.guarantee.domain.phase import collateral_phase_on
from services.guarantee.domain.release import invalid_on
from services.guarantee.domain.state import Guarantor, SecurityFile
from services.guarantee.domain.worth import worth_on
from services.kit.domain import changed


def told(file: SecurityFile, event: GuaranteeEvent) -> SecurityFile:
    """With what others read of a guarantor: of several words the one for the latest day, then the last."""
    collateral = _of_collateral(event)
    if collateral is not None:
        name, word = collateral
        return changed(file, charges=_latest(file.charges, name, word))
    match event:
        case GuaranteeLiabilityRegistered() | GuaranteeReinstated() | StandsAgain():
            stands = True
        case GuaranteeReleased() | FreeAgain() | GuarantorEligibilityChecked(passed=False):
            stands = False
        case _:
            return file
    word = Word(event.effective_on, stands)
    return changed(file, words=_latest(file.words, event.guarantor_id, word))


def _latest(words: dict[str, Word], name: str, word: Word) -> dict[str, Word]:
    known = words.get(name)
    return words if known is not None and word.on < known.on else {**words, name: word}


def _of_collateral(event: GuaranteeEvent) -> tuple[str, Word] | None:
    """What others read of the collateral that an event is about."""
    match event:
        case CollateralRetold(state=state):
            stands = state not in CHARGED_NO_MORE
        case CollateralAuctionHeld(sold=sold):
            stands = not sold
        case CollateralReceived() | CollateralReleased() | CollateralFreed():
            stands = False
        case CollateralPledged() | CollateralValued() | CollateralImpaired():
            stands = True
        case AdditionalSecurityProvided() | RealisationStarted() | CollateralChargedAgain():
            stands = True
        case _:
            return None
    return event.collateral_id, Word(event.effective_on, stands)


def stands_again(before: SecurityFile, after: SecurityFile, day: date) -> Iterator[StandsAgain]:
    """Others were told of an end that is none: they are told that he stands.

    The end was a release, or a check that failed and was corrected; he stands only when neither of
    the two is left (GU-02, GU-09).
    """
    for name, one in after.guarantors.items():
        was, word = before.guarantors.get(name), after.words.get(name)
        if was is None or word is None or word.stands or _ended(after, one):
            continue
        void = invalid_on(was, date.max) is not None
        since = one.steps[-1].effective_on if void else day
        yield StandsAgain(
            loan_id=one.registered.loan_id,
            effective_on=max(since, word.on),
            guarantor_id=name,
            kind=one.registered.kind,
        )


def free_again(after: SecurityFile) -> Iterator[FreeAgain]:
    """Who is free though others read that he stands: they were told that for a later day, when his first
    release turned out to be none."""
    for name, one in after.guarantors.items():
        free, word = after.released_on(name, date.max), after.words.get(name)
        if free is not None and word is not None and word.stands:
            yield FreeAgain(
                loan_id=one.registered.loan_id,
                effective_on=word.on,
                guarantor_id=name,
                reason=free.reason,
            )


def retold(after: SecurityFile, day: date) -> Iterator[CollateralRetold]:
    """Collateral that others read to be charged, or not, when it is the other way."""
    for name, one in after.collateral.items():
        state, word = collateral_phase_on(after, one, date.max), after.charges.get(name)
        if word is None or word.stands != (state in CHARGED_NO_MORE):
            continue
        yield CollateralRetold(
            loan_id=one.pledged.loan_id,
            effective_on=word.on if state in CHARGED_NO_MORE else max(day, word.on),
            collateral_id=name,
            state=state,
            value=worth_on(one, date.max) if state in ("valued", "impaired") else None,
        )


def _ended(file: SecurityFile, one: Guarantor) -> bool:
    """Others know that he does not stand."""
    free = file.released_on(one.registered.guarantor_id, date.max)
    return free is not None or invalid_on(one, date.max) is not None
