"""Classification (风险分类): the five risk classes of every loan, and why.

Owns: the class of each loan on each day, own merit and contagion across the loans of one obligor,
observation before an upgrade, officers' stricter grades and their approvals of upgrades, provisions,
cure tests, triage, and when a loan left the book. Listens to: monitoring's ledger and arrears,
collection's causes of arrears, litigation's declared bankruptcies, disposal's write-offs and transfers,
officers' commands on its own command topic. Publishes: ``LoanClassified``, ``ClassesWithdrawn``,
``ObservationStarted``, ``ObservationBroken``, ``ObservationCompleted``, ``CureTested``,
``LoanRevitalised``, ``CureLapsed``, ``TriageCompleted``, ``PreservationRecognised``. Never does:
counts instalments or money (monitoring says what is overdue since when), reads a clock, holds a
rule's number in code, or lets judgement make a class milder than the law's floor.
"""
