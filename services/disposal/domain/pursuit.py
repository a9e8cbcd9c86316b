"""How a claim was pursued: by contacts that collection told of, never by what an officer names (WC-19).

What is named only narrows: it says by which of the contacts the criterion is to be shown. Whoever names
none means all of them, since the first and the last are known here anyway.
"""

from __future__ import annotations

from datetime import date

from services.disposal.domain.acts import ProposeWriteOff
from services.disposal.domain.checks import check_known, refuse
from services.disposal.domain.facts import ContactNoted
from services.disposal.domain.state import LoanFile
from services.disposal.domain.values import Contact
from services.disposal.policy import WriteOff


def check_named(act: ProposeWriteOff, file: LoanFile) -> None:
    """Refuse a contact that collection did not tell of this loan, or told with another day."""
    told = {each.contact_id: each.effective_on for each in file.contacts}
    for each in act.contacts:
        name = f"contacts {each.contact_id!r} held_on"
        check_known(act, each.held_on, name, "WC-19")
        held_on = told.get(each.contact_id)
        if held_on is None:
            refuse(
                "contact_unknown",
                f"{name} {each.held_on}: collection has told of no such contact about loan"
                f" {act.loan_id} (WC-19)",
            )
        if held_on != each.held_on:
            refuse(
                "contact_of_other_day",
                f"{name} {each.held_on}: by collection it was on {held_on} (WC-19)",
            )


def pursued_by(
    named: tuple[Contact, ...], file: LoanFile, day: date, rules: WriteOff
) -> list[ContactNoted]:
    """The contacts that count on ``day``, by day: since the loan became non-performing (WC-19).

    Of those ``named``, or of all where none is; each came to somebody who owes, or stands for it.
    """
    since = file.non_performing_since(day)
    if since is None:
        return []
    meant = {(each.contact_id, each.held_on) for each in named}
    return [
        each
        for each in file.contacts
        if since <= each.effective_on <= day
        and (not meant or (each.contact_id, each.effective_on) in meant)
        and each.result in rules.pursued_results.codes
        and each.target_role in rules.pursued_roles.codes
    ]
