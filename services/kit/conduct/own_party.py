"""An act of which something follows for one person is addressed to that person.

The optional group may name a recipient beside the person that the command names anyway: what goes to
another is another act, and tells the first one nothing.
"""

from __future__ import annotations

from services.kit.conduct.asked import Conduct
from services.kit.conduct.shape import ConductPolicy
from services.kit.domain import Rejected


def other_party(
    conduct: Conduct | None, rules: ConductPolicy, role: str, party_id: str | None
) -> str | None:
    """The field of the recipient that is not the party of ``role`` and ``party_id``; None where none is.

    All words of ``roles.debtor`` are one role. What is not said is the party's own;
    a party whose id is not known is told apart by the role.
    """
    if conduct is None:
        return None
    debtor = rules.roles.debtor.codes
    alike = debtor if role in debtor else (role,)
    if conduct.target_role not in (None, *alike):
        return "target_role"
    return None if party_id is None or conduct.target_id in (None, party_id) else "target_id"


def check_party(
    conduct: Conduct | None, rules: ConductPolicy, role: str, party_id: str | None, rule: str
) -> None:
    """``Rejected`` when the act is said to go to somebody else than its own party; ``rule`` is its rule."""
    field = other_party(conduct, rules, role, party_id)
    if field is not None:
        raise Rejected(
            "recipient_differs",
            f"conduct.{field} {getattr(conduct, field)!r} is not the {role}"
            f"{'' if party_id is None else f' {party_id!r}'}, to whom this act goes ({rule})",
        )
