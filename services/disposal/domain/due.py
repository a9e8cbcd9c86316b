"""What is due for people to do about a loan's disposal, as its document shows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.disposal.domain.book import on_book
from services.disposal.domain.duties import duties
from services.disposal.domain.entries import DutyMissed
from services.disposal.domain.route import leads_on
from services.disposal.domain.state import LoanFile
from services.disposal.domain.words import words
from services.kit.domain import Frozen


class DueView(Frozen, frozen=True, kw_only=True):
    """Something for people to do: by when (None: at once), why, by which rule; ``missed`` if late.

    ``article`` of law: None where it is the bank's own rule.
    """

    on: date | None
    what: str
    words: str
    subject: str
    rule: str
    missed: bool
    article: str | None = None


def _taken_after_all(file: LoanFile, missed: DutyMissed) -> bool:
    """The stock was taken in time and only told of late; else the missed round stays visible."""
    taken = file.assets[missed.subject].stock_taken
    return any(day <= missed.due_on < next_by for day, next_by in taken)


def due(file: LoanFile, day: date) -> Iterator[DueView]:
    """Open and missed duties at the end of ``day``."""
    for each in file.missed:
        if each.next_by is not None and not _taken_after_all(file, each):
            law = file.assets[each.subject].received.stock_take_article
            yield _shown(each.due_on, each.duty, each.subject, each.rule, law, missed=True)
    noted = {(each.duty, each.subject, each.due_on) for each in file.missed}
    for duty in duties(file):
        late = duty.on < day or (duty.what, duty.subject, duty.on) in noted
        yield _shown(duty.on, duty.what, duty.subject, duty.rule, duty.article, missed=late)
    yield from _rest(file, day)
    case, sold = file.case, file.transferred
    if sold is not None:
        served = {each.party_id for each in file.notices}
        for party in sold.to_notify:
            if party.party_id not in served:
                rule = "TA-02" if party.role == "debtor" else "TA-06"
                yield _shown(None, "transfer_notice", party.party_id, rule, party.article)
    elif case is not None and case.state == "assessed" and not file.settled_on(day):
        yield _shown(None, "select_route", case.case_id, "DIS-01")
    elif case is not None and case.state == "write_off" and case.proposal is not None:
        yield _shown(None, "decide_write_off", case.case_id, "WO-05")
    elif case is not None and case.agreed is not None and file.remitted is None:
        yield _shown(None, "carry_out_sale", case.case_id, "DIS-07")


def _rest(file: LoanFile, day: date) -> Iterator[DueView]:
    """What a write-off left on the book, while no case under way treats it."""
    case, gone = file.case, file.transferred is not None or file.remitted is not None
    left = 0 if file.written_off is None or file.settled_on(day) else on_book(file, day)
    if case is not None and left and not gone and leads_on(case, file, day):
        amount = file.money(left)
        subject = f"{amount.amount} {amount.currency}"
        yield _shown(None, "treat_rest_on_book", subject, "DIS-18")


def _shown(
    on: date | None,
    what: str,
    subject: str,
    rule: str,
    article: str | None = None,
    *,
    missed: bool = False,
) -> DueView:
    return DueView(
        on=on,
        what=what,
        words=words(what),
        subject=subject,
        rule=rule,
        missed=missed,
        article=article,
    )
