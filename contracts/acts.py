"""What officers' commands about a loan have in common, and what services publish about one.

An officer's command carries who did or asks for something, in which role, and why. Which roles may,
and where a second person is needed, is the service's policy: a refusal is a reply with a code.
"""

from __future__ import annotations

from contracts.message import Code, GivenDay, Identifier, Message, Text


class AboutLoan(Message):
    """A published event about one loan. ``effective_on`` is the day it counts."""

    loan_id: Identifier
    obligor_id: Identifier
    effective_on: GivenDay


class Decision(AboutLoan):
    """A published event that a late fact may undo: ``corrects`` names the entries it withdraws."""

    entry: int
    corrects: tuple[int, ...] = ()


class BlockedAct(AboutLoan):
    """An act that may not be was refused: by which rule and policy, who tried, what to do instead."""

    case_id: Identifier | None = None
    code: Code
    rule: Code
    policy_id: Code
    attempted_by: Identifier
    role: Code
    agency_id: Identifier | None = None
    target_role: Code
    channel: Code
    alternative: Text


class Act(Message):
    """An officer's command about one loan.

    ``done_on``: the day on which the act was done or shall count; the business day of deciding when
    it is absent. ``approved_by`` and ``approver_role``: the second person, where the rules ask.
    """

    loan_id: Identifier
    obligor_id: Identifier
    requested_by: Identifier
    role: Code
    reason: Text
    approved_by: Identifier | None = None
    approver_role: Code | None = None
    done_on: GivenDay | None = None
