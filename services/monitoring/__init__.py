"""Monitoring (贷后监控): the ledger of what is due and paid, and arrears.

Owns: instalments and charges due and paid, unapplied money, penalty, days past due, arrears
stages, acceleration of the whole claim, settlement. Listens to: core banking's facts
(``corebank.loan.v1``), officers' commands on its own command topic. Publishes: ``LoanOpened``,
``ScheduleReplaced``, ``BalanceChanged``, ``ArrearsChanged``, ``InstallmentPaid``,
``LoanSettled``, ``LoanReopened``, ``EntriesWithdrawn``. Never does: refuses a fact, corrects one,
judges a risk class, counts days by holidays (T-5), reads a clock, holds a rule's number in code.
"""
