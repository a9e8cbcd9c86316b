"""What must be done by when: assets to be rid of, stock-takes, the audits after a write-off.

A duty that is not done on its last day is noted once as missed and stays visible (FA-02); one that
recurs goes on with its next day. Notices of a transfer have no term: they are open until served.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.disposal.domain.entries import DutyMissed
from services.disposal.domain.in_kind import next_stock_take
from services.disposal.domain.state import Case, LoanFile
from services.disposal.policy import DisposalBook, edition_on
from services.kit.domain import Due, Packed

DISPOSE, STOCK_TAKE = "dispose_of_asset", "stock_take"
AUDIT, REPORT = "special_audit", "finance_report"
RULES = {DISPOSE: "FA-02", STOCK_TAKE: "FA-05", AUDIT: "WO-09", REPORT: "WO-09"}


class Duty(Packed, frozen=True):
    """Something that people must do about ``subject`` by the end of ``on``, by ``rule`` and law."""

    on: date
    what: str
    subject: str
    rule: str
    article: str | None = None


def duties(file: LoanFile) -> tuple[Duty, ...]:
    """All dated duties that are not done, missed ones among them, by day."""
    return tuple(sorted(_duties(file), key=lambda each: (each.on, each.what, each.subject)))


def _duties(file: LoanFile) -> Iterator[Duty]:
    for asset_id, asset in file.assets.items():
        if asset.in_hand:
            law = asset.received.dispose_article, asset.received.stock_take_article
            yield Duty(asset.received.dispose_by, DISPOSE, asset_id, RULES[DISPOSE], law[0])
            yield Duty(asset.stock_take_by, STOCK_TAKE, asset_id, RULES[STOCK_TAKE], law[1])
    for out in file.write_offs:
        yield from _after_write_off(file.cases[out.case_id])


def _after_write_off(case: Case) -> Iterator[Duty]:
    """Of a write-off that stands: one of which nothing was left to write off is none (WO-09)."""
    if case.approved is None:
        return
    for what, on in ((AUDIT, case.approved.audit_by), (REPORT, case.approved.report_by)):
        if what not in case.reviews:
            yield Duty(on, what, case.case_id, RULES[what], case.approved.review_article)


def agenda(file: LoanFile) -> tuple[Due, ...]:
    """The last days of duties that are not yet noted as missed."""
    noted = {(each.duty, each.subject, each.due_on) for each in file.missed}
    return tuple(
        sorted(
            Due(each.on, f"{each.what}:{each.subject}")
            for each in duties(file)
            if (each.what, each.subject, each.on) not in noted
        )
    )


def missed_by(day: date, file: LoanFile, policies: DisposalBook) -> tuple[DutyMissed, ...]:
    """Duties whose last day is over by the end of ``day``, each once."""
    noted = {(each.duty, each.subject, each.due_on) for each in file.missed}
    found = []
    for each in duties(file):
        due_on = each.on
        while due_on <= day and (each.what, each.subject, due_on) not in noted:
            next_by = None
            if each.what == STOCK_TAKE:
                next_by = next_stock_take(due_on, edition_on(policies, due_on))
            found.append(
                DutyMissed(
                    loan_id=_loan_id(file),
                    effective_on=due_on,
                    duty=each.what,
                    subject=each.subject,
                    due_on=due_on,
                    rule=each.rule,
                    next_by=next_by,
                )
            )
            if next_by is None:
                break
            due_on = next_by
    return tuple(sorted(found, key=lambda each: (each.effective_on, each.duty, each.subject)))


def _loan_id(file: LoanFile) -> str:
    return "" if file.taken is None else file.taken.loan_id
