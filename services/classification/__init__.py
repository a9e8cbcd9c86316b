"""Classification (风险分类): the five risk classes of every loan, and why.

Owns: the class of each loan on each day, own merit and contagion across the loans of one obligor,
observation before an upgrade, officers' stricter grades and their approvals of upgrades. Listens
to: monitoring's ledger and arrears, officers' commands on its own command topic. Publishes:
``LoanClassified``, ``ClassesWithdrawn``, ``ObservationStarted``, ``ObservationBroken``,
``ObservationCompleted``. Never does: counts instalments or money (monitoring says what is overdue
since when), reads a clock, holds a rule's number in code, or lets judgement make a class milder
than the law's floor.
"""
