"""Shape of guarantee's numbers and lists: kinds, periods, limitation, alarms, who may do what.

The numbers themselves, with unit and source, are the dated editions under ``policies/<pack>/``.
Names such as GU-08 are the rule numbers of the domain catalogue of regulations.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal, get_args

from services.kit.acts import ActRule
from services.kit.conduct.shape import Conducted
from services.kit.domain import Frozen, Rejected
from services.kit.policy import Choice, Listed, PolicyBook, Quantity, unit_of

PACKS = Path(__file__).parent / "policies"

GuaranteeKind = Literal["general", "joint"]


class PeriodRule(Frozen, frozen=True, kw_only=True):
    """The guarantee period of a contract of this edition's time (GU-08, GU-49).

    ``none_agreed`` and ``unclear``: how long it is then. ``release_after``: once a loan is
    accelerated two ends are worked out, and the guarantor counts as released after the ``earlier``
    or the ``later`` one; the alarm always goes by the earlier.
    """

    article: str
    none_agreed: Quantity
    unclear: Quantity
    release_after: Choice

    def __post_init__(self) -> None:
        if self.release_after.value not in ("earlier", "later"):
            raise ValueError("period.release_after: use 'earlier' or 'later'")
        for length in (self.none_agreed, self.unclear):
            unit_of(length)


class LimitationRule(Frozen, frozen=True, kw_only=True):
    """Limitation of the claim on the guarantor (GU-10), and when it starts without a ruling (GU-45).

    ``rolls``: its last day moves behind holidays (T-3). The wait for a ruling never does: nothing is
    to be done by its end.
    """

    article: str
    rolls: bool
    length: Quantity
    no_ruling_article: str
    no_ruling: Quantity


class GuaranteePolicy(Conducted, frozen=True, kw_only=True):
    """One edition. ``default_kind``: what a guarantee is whose kind was not agreed (GU-04).

    ``barred``: who can't be a guarantor (GU-02); ``correction``: who may say that a failed check of
    that was wrong. ``alarms``: so many days before an end people are
    warned. ``notice_data``: what a guarantor may be told of the debtor (GUA-17);
    ``contact_results``: by which contacts he was told (GUA-12); ``channels``: through which of
    collection's channels an act by a method is done, ``interview_channels`` an interview;
    ``identified_channels``: where his identity must have been verified (COL-47).
    ``case_events``: life events of the debtor for which collection has a case before arrears.
    ``valuation``: how long a valuation may be used.
    """

    acts: dict[str, ActRule]
    correction: ActRule
    default_kind: Choice
    barred: Listed
    period: PeriodRule
    limitation: LimitationRule
    alarms: tuple[Quantity, ...]
    address_sources: Listed
    notice_data: Listed
    contact_results: Listed
    channels: dict[str, Listed]
    interview_channels: Listed
    identified_channels: Listed
    case_events: Listed
    valuation: Quantity

    def __post_init__(self) -> None:
        if self.default_kind.value not in get_args(GuaranteeKind):
            raise ValueError(f"default_kind: {self.default_kind.value!r} is not known")
        for alarm in self.alarms:
            if alarm.unit != "calendar_day":
                raise ValueError(f"alarms: unit is {alarm.unit!r}, expected 'calendar_day'")


GuaranteeBook = PolicyBook[GuaranteePolicy]


def edition_of_contract(policies: GuaranteeBook, signed_on: date) -> GuaranteePolicy:
    """The edition of a guarantee contract: the law of the day on which it was signed (12.1).

    A contract older than the first edition is read by the first one.
    """
    return policies.in_force(max(signed_on, policies.editions[0].effective_from))


def edition_on(policies: GuaranteeBook, day: date) -> GuaranteePolicy:
    """The edition of an act's day; ``Rejected`` before the first one."""
    first = policies.editions[0]
    if day < first.effective_from:
        raise Rejected(
            "rules_not_known",
            f"done_on {day} lies before {first.effective_from}, the first day whose rules are held",
        )
    return policies.in_force(day)
