"""Litigation (诉讼与资产保全): the legal side of each loan, from referral to the end of enforcement.

Owns: the case's stage, preservation measures, limitation of the claim and of enforcement, the claim
sued for, auction rounds, bankruptcy of the parties, all deadlines of these. Listens to: monitoring's
claims and payments, collection's referrals and demands, guarantee's guarantors and collateral,
disposal's transfers and assets taken, officers' commands on its own command topic. Publishes:
``LegalStageReached``, ``LimitationChanged``, ``PreservationChanged``, ``SuitFiled``, ``SuitEnded``,
``AuctionHeld``, ``BankruptcyAccepted``, ``ClaimDeclared``, ``EntriesWithdrawn``,
``ProhibitedActionBlocked``. Never does: counts money itself (monitoring says what is owed), seizes
anything without a court's order, threatens anybody, reads a clock, holds a rule's number in code, or
takes expiry for extinction.
"""
