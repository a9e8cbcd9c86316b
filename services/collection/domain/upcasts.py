"""Contacts that were stored in earlier versions: read so that the same case follows from them as then."""

from __future__ import annotations

from typing import Any, Final

STAGES: Final = ("first_contact", "negotiation", "final")
"""The phone stages in their order as calls named them before an order was kept (COL-142)."""


def placed(fields: dict[str, Any]) -> dict[str, Any]:
    """Before there was an order a call was as far as the stage that it named."""
    stage = fields["phone_stage"]
    return {"stage_place": STAGES.index(stage) + 1 if stage in STAGES else 0} | fields


def addressed(fields: dict[str, Any]) -> dict[str, Any]:
    """Before a contact said so, two words meant the debtor; what was effective stays as judged then."""
    return {"to_debtor": fields["target_role"] in ("borrower", "co_borrower")} | fields


def visited(fields: dict[str, Any]) -> dict[str, Any]:
    """The same of a visit, which moved the case when it reached him whom it was to reach."""
    met = fields["result"] == "reached" and fields["identity_verified"]
    return {"effective": met} | addressed(fields)
