"""Contagion (RC-13, RC-50): what an obligor's non-performing loans do to its other loans.

Computed on own merit, so it ends by itself when the loan that pulled performs again. Only segments
with contagion take part; a settled loan is no claim any more. Shares are compared by
multiplication of whole minor units, never by division.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from contracts.values import Money
from services.classification.domain.decisions import BalanceUsed, Contagion
from services.classification.domain.merit import Output, is_milder
from services.classification.domain.state import LoanFile, principal_on, terms
from services.classification.policy import ClassificationPolicy

HUNDRED_PERCENT = 100


class Pulled(NamedTuple):
    """The strictest pull on one loan: its output and its evidence."""

    output: Output
    contagion: Contagion


class Share(NamedTuple):
    """Principal of non-performing claims and of all claims, in minor units of one currency."""

    non_performing: int
    total: int
    currency: str

    def exceeds(self, percent: int) -> bool:
        """The share is more than ``percent`` (超过: exactly that much is not more)."""
        return self.non_performing * HUNDRED_PERCENT > percent * self.total

    def is_larger(self, other: Share) -> bool:
        """More of its total is non-performing; a total of nothing is the smallest share."""
        if other.total == 0:
            return self.total > 0
        return self.non_performing * other.total > other.non_performing * self.total


def pulled(
    loan_id: str,
    claims: Mapping[str, LoanFile],
    non_performing: tuple[str, ...],
    day: date,
    edition: ClassificationPolicy,
) -> Pulled | None:
    """The strictest pull of the ``non_performing`` claims on ``loan_id``; None without one.

    ``claims`` are all open loans of the obligor that take part, ``non_performing`` those of them
    whose own merit is, by loan number.
    """
    others = tuple(each for each in non_performing if each != loan_id)
    strictest: Pulled | None = None
    for pull in edition.contagion if others else ():
        share = Share(0, 0, "")
        if pull.share is not None:
            share = _largest_share(claims, non_performing, day)
            if not share.exceeds(pull.share.value):
                continue
        if strictest is None or is_milder(strictest.output.risk_class, pull.risk_class):
            strictest = Pulled(
                Output(pull.risk_class, pull.rule, pull.reason),
                Contagion(
                    rule=pull.rule,
                    at_least=pull.risk_class,
                    from_loans=others,
                    non_performing_minor=share.non_performing,
                    total_minor=share.total,
                    currency=share.currency,
                ),
            )
    return strictest


def balances_used(claims: Mapping[str, LoanFile], day: date) -> tuple[BalanceUsed, ...]:
    """The principals that shares of ``day`` are made of, with the entries they come from."""
    used = []
    for loan_id, file in claims.items():
        noted = file.balance_on(day)
        used.append(
            BalanceUsed(
                loan_id=loan_id,
                minor=principal_on(file, day).minor,
                effective_on=(noted or terms(file)).effective_on,
                monitoring_entry=noted.monitoring_entry if noted else None,
            )
        )
    return tuple(used)


def _largest_share(
    claims: Mapping[str, LoanFile], non_performing: tuple[str, ...], day: date
) -> Share:
    """The obligor's non-performing share, currency by currency the largest.

    One currency is the rule. With several and no rates of exchange the largest share is never
    below the share of the whole, so the prudent side is taken (RC-02).
    """
    sums: dict[str, list[Money]] = {}
    for loan_id, file in claims.items():
        principal = principal_on(file, day)
        both = sums.setdefault(
            principal.currency, [Money(0, principal.currency), Money(0, principal.currency)]
        )
        both[1] += principal
        if loan_id in non_performing:
            both[0] += principal
    shares = [Share(bad.minor, all_.minor, currency) for currency, (bad, all_) in sums.items()]
    largest = shares[0]
    for share in shares[1:]:
        if share.is_larger(largest):
            largest = share
    return largest
