"""What people decide about a write-off; the sums written off are entries (``entries``)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from contracts.values import Money
from services.disposal.domain.done import Done
from services.disposal.domain.values import ClaimSum, Contact, Evidence, Examined, Measure


class WriteOffProposed(Done, frozen=True, kw_only=True):
    """Applicant (``requested_by``) and reviewer (``approved_by``) propose (WO-05).

    ``proofs`` lists what in the loan's history shows that the criterion holds; ``level`` must
    approve. ``provision_set_aside``: by the class of the day (None: it told no percent), to which
    ``provision_top_up`` is added.
    """

    NAME: ClassVar[str] = "disposal.WriteOffProposed"
    criterion: str
    level: str
    claim: ClaimSum
    principal: Money
    provision: Money
    proofs: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    measures: tuple[Measure, ...]
    examined: tuple[Examined, ...]
    contacts: tuple[Contact, ...]
    debtor_balance: Money | None
    condition_since: date | None
    accountability_id: str
    provision_set_aside: Money | None = None
    provision_top_up: Money | None = None


class WriteOffApproved(Done, frozen=True, kw_only=True):
    """A third person approved writing off up to ``principal``, on ``provision`` (DIS-18).

    ``audit_by`` and ``report_by`` are the days of WO-09 after the year's end, by ``review_article``.
    Provisions as in the
    proposal, by the class of the day of approval.
    """

    NAME: ClassVar[str] = "disposal.WriteOffApproved"
    criterion: str
    principal: Money
    provision: Money
    audit_by: date
    report_by: date
    provision_set_aside: Money | None = None
    provision_top_up: Money | None = None
    review_article: str | None = None


class WriteOffRejected(Done, frozen=True, kw_only=True):
    """The proposal was turned down: the case is assessed and may take another route."""

    NAME: ClassVar[str] = "disposal.WriteOffRejected"
    criterion: str


class WriteOffReviewed(Done, frozen=True, kw_only=True):
    """The yearly audit or report about the written-off claim was made (WO-09)."""

    NAME: ClassVar[str] = "disposal.WriteOffReviewed"
    review: str
    report_id: str
