"""Which claims may be sold through which channel, and to whom (TR-01 ff., TP-01 ff., DIS-08)."""

from __future__ import annotations

from datetime import date

from services.disposal.domain.acts import DisposalAct
from services.disposal.domain.book import on_book
from services.disposal.domain.checks import refuse
from services.disposal.domain.selling import BuyerRule, Channel
from services.disposal.domain.state import LoanFile
from services.disposal.domain.transfer_events import ProhibitedActionBlocked
from services.disposal.domain.values import Buyer
from services.disposal.policy import DisposalPolicy
from services.kit.conduct.asked import Asked, Block
from services.kit.conduct.blocked import written_down

BLOCKED = "INELIGIBLE_TRANSFEREE"
INSIDERS = "TR-08"
NOT_LICENSED = "DIS-08"
HOME = "TP-02"
FEN_PER_YUAN = 100


def check_open(name: str, day: date, edition: DisposalPolicy) -> Channel:
    """Refuse a channel that is not open on the day; a pilot ends unless a newer rule is loaded."""
    channel = edition.transfer.channels.get(name)
    if channel is None:
        refuse(
            "channel_not_open",
            f"channel {name!r} is none of {', '.join(edition.transfer.channels)} under"
            f" {edition.policy_id}",
        )
    if channel.last_day is not None and day > channel.last_day:
        refuse(
            "pilot_ended",
            f"channel {name!r} ended on {channel.last_day}, before {day}: a newer rule must be"
            f" loaded first ({channel.rule}, TP-11)",
        )
    return channel


def check_channel(name: str, day: date, file: LoanFile, edition: DisposalPolicy) -> Channel:
    """Refuse a channel that is not open on the day, or not for such a loan."""
    channel = check_open(name, day, edition)
    taken = file.taken
    if taken is None:
        return channel
    if taken.obligor_kind not in channel.kinds:
        refuse(
            "channel_not_for_kind",
            f"channel {name!r} is for {', '.join(channel.kinds)}, not for obligor_kind"
            f" {taken.obligor_kind!r} ({channel.rule})",
        )
    if taken.security in channel.barred_securities:
        refuse(
            "secured_not_for_channel",
            f"security {taken.security!r} is not sold through channel {name!r} ({channel.rule})",
        )
    noted = file.class_on(day)
    if (file.written_off is None or on_book(file, day)) and (
        noted is None or noted.risk_class not in edition.transfer.classes
    ):
        refuse(
            "class_not_transferable",
            f"class {None if noted is None else noted.risk_class!r} on {day} may not be sold: only"
            f" {', '.join(edition.transfer.classes)} or written off (TR-04)",
        )
    return channel


def check_ties(buyer: Buyer, edition: DisposalPolicy) -> None:
    """Refuse ties that the policy does not know: their meaning must be clear."""
    for tie in buyer.insider_ties:
        if tie not in edition.transfer.insiders.codes:
            refuse(
                "tie_unknown",
                f"insider_ties names {tie!r}, which is none of"
                f" {', '.join(edition.transfer.insiders.codes)} (TR-08)",
            )


def ineligible_by(buyer: Buyer, channel: str, edition: DisposalPolicy) -> str | None:
    """The rule that keeps the buyer out; None when it may buy."""
    if buyer.insider_ties:
        return INSIDERS
    rule = edition.transfer.buyers.get(buyer.kind)
    if rule is None:
        return NOT_LICENSED
    if buyer.licence_id is None or channel not in rule.channels:
        return rule.rule
    if channel in rule.same_province and not buyer.same_province:
        return HOME
    if channel in rule.consent and not buyer.regulator_consent:
        return HOME
    return None if _stands(buyer, rule) else rule.rule


def _stands(buyer: Buyer, rule: BuyerRule) -> bool:
    """Years of experience and capital, where the class asks for them (TR-03)."""
    if rule.experience is not None and (buyer.experience_years or 0) < rule.experience.value:
        return False
    if rule.capital is None:
        return True
    capital = buyer.capital
    if capital is None or capital.currency != "CNY":
        return False
    return capital.minor >= rule.capital.value * FEN_PER_YUAN


def blocked(
    act: DisposalAct, case_id: str, rule: str, channel: str, edition: DisposalPolicy
) -> ProhibitedActionBlocked:
    """The blocked act (catalogue section 9), with nothing in it about the would-be buyer."""
    asked = Asked(
        act=act.RULE,
        day=act.day,
        rules=edition.conduct_on(act.day),
        said=(),
        known={"target_role": "buyer", "channel": channel},
    )
    own = {"case_id": case_id, "policy_id": edition.policy_id}
    return written_down(ProhibitedActionBlocked, act, asked, Block(BLOCKED, rule), **own)
