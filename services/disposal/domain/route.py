"""Assessment and route of a claim (DIS-01, DIS-02), and the ways that end in one act.

Disposal follows assessment: the class is known and non-performing, the debtor was looked into, the
rungs of the ladder below the chosen route are documented and the other routes have a reason against
them.
"""

from __future__ import annotations

from datetime import date

from services.disposal.domain.acts import AssessDisposal, ConvertToEquity, RemitDebt, SelectRoute
from services.disposal.domain.book import on_book
from services.disposal.domain.checks import (
    case_in,
    check_claim_is_ours,
    check_money,
    check_name,
    check_non_performing,
    check_not_before,
    done,
    refuse,
)
from services.disposal.domain.done import (
    DebtConvertedToEquity,
    DebtRemitted,
    DisposalAssessmentCompleted,
    DisposalRouteSelected,
)
from services.disposal.domain.state import Case, LoanFile
from services.disposal.policy import DisposalPolicy

LEADING_ON = (
    *("in_kind", "held", "leased", "monetised", "own_use"),
    *("transfer", "write_off", "debt_equity", "equity_held", "bankruptcy"),
)
"""States from which what is left of the claim may be assessed anew: the next rung (DIS-02)."""


def leads_on(case: Case, file: LoanFile, day: date) -> bool:
    """Whether what is left may be assessed anew: of a write-off, what stayed on the book (DIS-18)."""
    if case.state == "written_off":
        return case.agreed is None and on_book(file, day) > 0
    return case.state in LEADING_ON and case.proposal is None


def assess(
    act: AssessDisposal, file: LoanFile, edition: DisposalPolicy
) -> tuple[DisposalAssessmentCompleted, ...]:
    """The case opens (CLS-46)."""
    check_claim_is_ours(act, file)
    check_money(file, recoverable=act.recoverable, expected_cost=act.expected_cost)
    case = file.case
    if act.case_id in file.cases:
        refuse("case_known", f"case_id {act.case_id!r} was opened before (B.6)")
    if case is not None:
        check_not_before(act, case, f"case {case.case_id}")
        if not leads_on(case, file, act.day):
            refuse(
                "wrong_state",
                f"case {case.case_id} is {case.state} and not done with: no new assessment (B.6)",
            )
    risk_class = check_non_performing(act, file)
    return (
        DisposalAssessmentCompleted(
            **done(act, act.case_id, edition),
            report_id=act.report_id,
            recoverable=act.recoverable,
            expected_cost=act.expected_cost,
            claim=file.claim_on(act.day),
            risk_class=risk_class,
        ),
    )


def select(
    act: SelectRoute, file: LoanFile, edition: DisposalPolicy
) -> tuple[DisposalRouteSelected, ...]:
    """The route (DIS-01, DIS-02)."""
    check_claim_is_ours(act, file)
    case = case_in(act, file, "assessed")
    if act.route not in edition.routes:
        refuse(
            "route_unknown", f"route {act.route!r} is none of {', '.join(edition.routes)} (DIS-01)"
        )
    others = [each for each in act.alternatives if each.reason.strip()]
    if not others:
        refuse(
            "alternatives_missing",
            f"alternatives of route {act.route!r} are missing: another route and the reason"
            " against it must be named (DIS-01)",
        )
    for each in others:
        if each.route not in edition.routes or each.route == act.route:
            refuse(
                "alternative_unknown",
                f"alternatives names {each.route!r}, which is no other route than {act.route!r}"
                " (DIS-01)",
            )
    documented = {each.rung for each in act.rungs}
    missing = [rung for rung in edition.routes[act.route].codes if rung not in documented]
    if missing:
        refuse(
            "ladder_not_documented",
            f"rungs lacks {', '.join(missing)}: route {act.route!r} comes after it (DIS-02)",
        )
    return (
        DisposalRouteSelected(
            **done(act, case.case_id, edition),
            route=act.route,
            alternatives=act.alternatives,
            rungs=act.rungs,
        ),
    )


def convert(
    act: ConvertToEquity, file: LoanFile, edition: DisposalPolicy
) -> tuple[DebtConvertedToEquity, ...]:
    """Claim becomes shares (DIS-12)."""
    check_claim_is_ours(act, file)
    check_money(file, amount=act.amount)
    case = case_in(act, file, "debt_equity")
    check_name("equity_id", "equity", act.equity_id, {each.equity_id for each in file.equity})
    if act.regulator_approval_id is None:
        refuse(
            "regulator_approval_missing",
            "regulator_approval_id is missing: a claim becomes shares by approval only (DIS-12)",
        )
    owed = file.money(file.claim_on(act.day).total)
    if not act.amount or owed < act.amount:
        refuse(
            "more_than_owed",
            f"amount {act.amount.amount} must be above 0 and at most the claim of {owed.amount}"
            " (DIS-12)",
        )
    return (
        DebtConvertedToEquity(
            **done(act, case.case_id, edition),
            equity_id=act.equity_id,
            regulator_approval_id=act.regulator_approval_id,
            amount=act.amount,
        ),
    )


def remit(act: RemitDebt, file: LoanFile, edition: DisposalPolicy) -> tuple[DebtRemitted, ...]:
    """The claim is given up whole, from any state: unlike write-off, it ends (DIS-19)."""
    check_claim_is_ours(act, file)
    case = file.case
    if case is None:
        refuse(
            "wrong_state", f"loan {act.loan_id} has no disposal case: it is not assessed yet (B.6)"
        )
    check_not_before(act, case, f"case {case.case_id}")
    return (
        DebtRemitted(
            **done(act, case.case_id, edition),
            approval_id=act.approval_id,
            amount=file.money(file.claim_on(act.day).total),
        ),
    )
