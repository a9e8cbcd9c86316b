"""What a guarantor who paid may ask back of the other guarantors (GU-15 to GU-17, GU-34).

Only among those who agreed on it or signed the same document. Shares are as agreed, equal where
they are not. Who paid more than his share asks the others within their unpaid shares; the share of
one who is insolvent is spread over the rest in proportion. Exact to the minor unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from services.guarantee.domain.entries import Contribution
from services.guarantee.domain.legal_facts import BankruptcyNoted
from services.guarantee.domain.payments import paid_by
from services.guarantee.domain.state import Guarantor, SecurityFile

PER_CENT = 100


def contributions(file: SecurityFile, payer: Guarantor, day: date) -> tuple[Contribution, ...]:
    """What each of the others owes ``payer`` of all that was paid by the end of ``day``."""
    group = _group(file, payer, day)
    if len(group) < 2:
        return ()
    paid = {name: paid_by(file, name, day) for name in group}
    bankrupt = {each.party_id for each in file.of_law(BankruptcyNoted, day)}
    owed = owed_to(
        payer.registered.guarantor_id,
        {name: group[name].registered.share_percent for name in group},
        paid,
        frozenset(bankrupt),
    )
    return tuple(Contribution(name, file.money(minor)) for name, minor in owed.items() if minor)


def owed_to(
    payer: str,
    agreed: Mapping[str, str | None],
    paid: Mapping[str, int],
    insolvent: frozenset[str],
) -> dict[str, int]:
    """What each other guarantor owes ``payer``, in minor units; ``agreed`` are shares of 100.

    Several who paid too much divide what one owes in proportion to what each paid too much.
    """
    total = sum(paid.values())
    shares = {name: weight * total for name, weight in _weights(agreed).items()}
    lost = {n: shares[n] - paid[n] for n in shares if n in insolvent and paid[n] < shares[n]}
    solvent = {name: share for name, share in shares.items() if name not in insolvent}
    whole, missing = sum(solvent.values(), Fraction(0)), sum(lost.values(), Fraction(0))
    due = {n: share for n, share in shares.items() if n not in lost}
    due |= {n: share + missing * share / whole for n, share in solvent.items() if whole}
    over = {name: max(Fraction(0), paid[name] - share) for name, share in due.items()}
    if not over.get(payer):
        return {}
    part = over[payer] / sum(over.values(), Fraction(0))
    exact = {
        name: max(Fraction(0), share - paid[name]) * part
        for name, share in sorted(due.items())
        if name != payer
    }
    return _to_the_unit(exact)


def _group(file: SecurityFile, payer: Guarantor, day: date) -> dict[str, Guarantor]:
    """The guarantors between whom there is recourse, the payer among them (GU-34)."""
    return {
        name: one
        for name, one in sorted(file.guarantors.items())
        if one.registered.effective_on <= day and (one == payer or _linked(one, payer))
    }


def _linked(one: Guarantor, other: Guarantor) -> bool:
    mine, his = one.registered, other.registered
    same = mine.document_id is not None and mine.document_id == his.document_id
    return same or (mine.recourse_agreed and his.recourse_agreed)


def _weights(agreed: Mapping[str, str | None]) -> dict[str, Fraction]:
    """Shares of one: as agreed when all are agreed, else equal (GU-17)."""
    shares = {name: None if text is None else Fraction(text) for name, text in agreed.items()}
    known = [share for share in shares.values() if share is not None]
    whole = sum(known, Fraction(0))
    if len(known) < len(shares) or not whole:
        return {name: Fraction(1, len(shares)) for name in shares}
    return {name: (share or Fraction(0)) / whole for name, share in shares.items()}


def _to_the_unit(exact: Mapping[str, Fraction]) -> dict[str, int]:
    """Whole units that add up to the sum, rounded half up: largest remainders first."""
    whole = {name: amount.numerator // amount.denominator for name, amount in exact.items()}
    total = sum(exact.values(), Fraction(0))
    units = (2 * total.numerator + total.denominator) // (2 * total.denominator)
    left = units - sum(whole.values())
    by_rest = sorted(exact, key=lambda name: (whole[name] - exact[name], name))
    for name in by_rest[:left]:
        whole[name] += 1
    return whole
