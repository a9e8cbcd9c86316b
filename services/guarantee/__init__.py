"""Guarantee (担保责任): who and what stands for each loan, for how long, and what became of it.

Owns: guarantors by kind, amount and share, their eligibility, the guarantee period and the
limitation after it, warnings, notices, demands, interviews, what guarantors paid and may ask back,
releases; collateral from its pledge to its realisation or release. Listens to: monitoring's ledger,
claims and signals; collection's timeline and notices; litigation's suits, stages, auctions and
bankruptcies; disposal's assets in kind and transfers; officers' commands on its own command topic.
Publishes: ``contracts.guarantee``. Never does: books money (monitoring does), touches a person
beside the conduct gate's limits, lets a signature revive a guarantee whose period is over, holds a
rule's number in code.
"""
