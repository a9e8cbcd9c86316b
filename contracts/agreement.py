"""Whether key and subject of an envelope fit the payload they stand around (contract.md section 1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.envelope import Envelope
from contracts.errors import ContractError, all_as_one
from contracts.message import Message


def agree(envelope: Envelope, message: Message) -> None:
    """Key and subject fit the payload (contract.md section 1); raises ``ContractError`` if not.

    A message about an obligor has the obligor's number as its key, one about a loan the loan's
    number as its subject, a tick neither.
    """
    errors = list(disagreements(envelope.key, envelope.subject, message.KEYED, message.__dict__))
    if errors:
        raise all_as_one(errors)


def disagreements(
    key: str | None, subject: str | None, keyed: bool, data: Mapping[str, Any]
) -> Iterator[ContractError]:
    """Where key and subject do not fit ``obligor_id`` and ``loan_id`` of the payload."""
    if not keyed:
        if key:
            yield ContractError("key_unwanted", "ce_partitionkey", key, "a tick has an empty key")
        if subject:
            yield ContractError("subject_unwanted", "ce_subject", subject, "a tick has no subject")
        return
    obligor, loan = data.get("obligor_id"), data.get("loan_id")
    if not key:
        yield ContractError(
            "key_missing", "ce_partitionkey", "absent", f"the key must be obligor_id {obligor!r}"
        )
    elif isinstance(obligor, str) and key != obligor:
        yield ContractError(
            "key_mismatch", "ce_partitionkey", key, f"the key must be obligor_id {obligor!r}"
        )
    if not isinstance(loan, str):
        return
    if not subject:
        yield ContractError(
            "subject_missing", "ce_subject", "absent", f"the subject must be loan_id {loan!r}"
        )
    elif subject != loan:
        yield ContractError(
            "subject_mismatch", "ce_subject", subject, f"the subject must be loan_id {loan!r}"
        )
