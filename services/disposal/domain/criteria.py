"""Whether a write-off criterion holds: read off the loan's own history, never off the calendar alone.

A criterion is data (policy ``criteria``): whose loans, what must be seen, which documents, which
level. ``proofs`` of what was seen go into the proposal; what is lacking makes the refusal.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.disposal.domain.acts import ProposeWriteOff
from services.disposal.domain.at_law import Seen, at_law, is_long, long_since
from services.disposal.domain.checks import refuse
from services.disposal.domain.facts import ContactNoted
from services.disposal.domain.pursuit import pursued_by
from services.disposal.domain.state import LoanFile
from services.disposal.domain.write_off_events import WriteOffProposed
from services.disposal.policy import Criterion, DisposalPolicy, Facts, Period

Told = ProposeWriteOff | WriteOffProposed
FEN_PER_YUAN = 100
RECOVERED = "recovered"


def check_applies(
    criterion: Criterion, told: Told, file: LoanFile, day: date, edition: DisposalPolicy
) -> None:
    """Refuse a criterion that is not for this loan."""
    taken = file.taken
    if taken is None:
        return
    for field, value, allowed in (
        ("obligor_kind", taken.obligor_kind, criterion.kinds),
        ("product", taken.product, criterion.products or (taken.product,)),
        ("security", taken.security, criterion.securities or (taken.security,)),
    ):
        if value not in allowed:
            refuse(
                "criterion_not_applicable",
                f"{field} {value!r} is not among {', '.join(allowed)} ({criterion.rule})",
            )
    left = file.collateral_there() if criterion.unsecured else ()
    if left:
        refuse(
            "criterion_not_applicable",
            f"collateral {', '.join(left)} is still charged: what is secured must be exhausted first"
            f" ({criterion.rule})",
        )
    if criterion.ceiling is None:
        return
    most = getattr(criterion.ceiling, edition.write_off.lender.value) or criterion.ceiling.bank
    balance, own = told.debtor_balance, file.money(file.principal_on(day))
    if balance is None or balance.currency != file.currency or balance < own:
        refuse(
            "debtor_balance_missing",
            f"debtor_balance must say what the debtor owes in all, at least the {own.amount} of"
            f" this loan ({criterion.rule})",
        )
    if file.currency != "CNY" or balance.minor > most.value * FEN_PER_YUAN:
        refuse(
            "criterion_not_applicable",
            f"debtor_balance {balance.amount} is above {most.value} yuan ({criterion.rule})",
        )


def prove(
    criterion: Criterion, told: Told, file: LoanFile, day: date, edition: DisposalPolicy
) -> tuple[str, ...]:
    """What shows that the criterion holds on ``day``; a refusal names what is lacking."""
    if not criterion.proven:
        return ()
    lacking: list[str] = []
    contacts = pursued_by(told.contacts, file, day, edition.write_off)
    for facts in criterion.proven:
        seen = list(_seen(facts, told, file, day, contacts))
        missing = [words for proof, words in seen if proof is None]
        if not missing:
            return tuple(proof for proof, _ in seen if proof is not None)
        lacking.append(" and ".join(missing))
    return refuse(
        "criterion_not_proven",
        f"{criterion.rule} is not shown by the loan's history on {day}: lacking is"
        f" {', or '.join(lacking)}",
    )


def _seen(
    facts: Facts, told: Told, file: LoanFile, day: date, contacts: list[ContactNoted]
) -> Iterator[Seen]:
    yield from at_law(facts, file, day)
    if facts.life_events:
        found = (each for each in _befallen(file, day) if each[1] in facts.life_events)
        proof = next((f"life_event:{what}@{on}" for on, what in found), None)
        yield proof, f"a life event {' or '.join(facts.life_events)}"
    if facts.limitation:
        noted = file.limitation_on(day)
        is_so = noted is not None and noted.state in facts.limitation
        proof = f"limitation:{noted.state}@{noted.effective_on}" if noted and is_so else None
        yield proof, f"limitation {' or '.join(facts.limitation)}"
    for own in facts.own:
        yield next(_own(own, file, day), None), f"{own} in this loan's disposal"
    if facts.non_performing_for is not None:
        since = file.non_performing_since(day)
        yield long_since(since, facts.non_performing_for, day, "non_performing")
    if facts.condition_for is not None:
        yield long_since(told.condition_since, facts.condition_for, day, "condition_since")
    if facts.pursued is not None:
        yield _pursued(facts.pursued, contacts)
    if facts.contacts is not None:
        count = len(contacts)
        proof = f"contacts:{count}" if count >= facts.contacts.value else None
        yield proof, f"{facts.contacts.value} contacts (there are {count})"


def _befallen(file: LoanFile, day: date) -> list[tuple[date, str]]:
    """What befell the borrower and lasts on ``day``: a recovery ends all that came before (MON-52)."""
    lasting: list[tuple[date, str]] = []
    for on, what in file.life_events:
        if on <= day:
            lasting = [] if what == RECOVERED else [*lasting, (on, what)]
    return lasting


def _own(name: str, file: LoanFile, day: date) -> Iterator[str]:
    """Own events that show a shortfall: assets taken, assets sold at a loss, shares."""
    if file.principal_on(day) == 0:
        return
    for asset_id, asset in sorted(file.assets.items()):
        if name == "asset_taken" and asset.received.effective_on <= day:
            yield f"asset_taken:{asset_id}@{asset.received.effective_on}"
        if name == "proceeds_short" and asset.sold is not None:
            yield f"asset_sold:{asset_id}@{asset.sold.effective_on}"
    for shares in file.equity:
        if name == "proceeds_short":
            yield f"equity:{shares.equity_id}@{shares.effective_on}"


def _pursued(period: Period, contacts: list[ContactNoted]) -> Seen:
    """From the first to the last contact; the calendar alone proves nothing."""
    words = f"pursued {period.length.value} {period.length.unit} from first to last contact"
    if not contacts:
        return (
            None,
            f"{words} (contacts: there is none that counts since it became non-performing)",
        )
    first, last = contacts[0].effective_on, contacts[-1].effective_on
    proof = "pursued:" + ",".join(each.contact_id for each in contacts)
    return (
        proof if is_long(first, period, last) else None
    ), f"{words} (contacts: from {first} to {last})"
