"""Monitoring (贷后监控): the ledger of what is due and paid, arrears, and the post-loan file.

Owns: instalments and charges due and paid, unapplied money, penalty, days past due, arrears
stages, acceleration of the whole claim, settlement; the file of each loan (review, risk signals,
opinions, rectification, inspections, reminders, life events). Listens to: core banking's facts
(``corebank.loan.v1``), disposal's (``postloan.disposal.v1``: taken in kind, transferred, remitted,
written off), litigation's (``postloan.litigation.v1``: bankruptcy accepted), officers' commands on
its own command topic. Publishes: ``LoanOpened``, ``ScheduleReplaced``, ``BalanceChanged``,
``ArrearsChanged``, ``InstallmentPaid``, ``LoanSettled``, ``LoanReopened``, ``EntriesWithdrawn``,
``ClaimStated``, ``RiskSignalRaised``, ``RiskDisposalOpinionIssued``,
``BorrowerLifeEventReported``, ``ProhibitedActionBlocked``. Never does: refuses a fact, corrects
one, judges a risk class, counts days by holidays (T-5), reads a clock, holds a rule's number in code.
"""
