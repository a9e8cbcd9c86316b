"""Names of the practices that the conduct gate blocks (catalogue section 9). A table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BLOCKED: Final[Mapping[str, tuple[str, str]]] = {
    "ACCOUNT_RESTRICTION_NO_ORDER": ("account restricted without an order", "无裁定限制账户"),
    "CALL_BOMBING": ("too many calls", "频繁致电"),
    "CALL_DETAIL_USE": ("call records used", "使用通话详单"),
    "CHAT_LEAK": ("case data in a chat group", "聊天群泄露信息"),
    "DEBT_DISCLOSURE": ("debt told to others", "向他人透露债务"),
    "DETENTION_THREAT": ("threat of detention", "以拘留相威胁"),
    "EMPLOYER_PRESSURE": ("pressure through the employer", "向用人单位施压"),
    "FALSE_LEGAL_BASIS": ("false legal basis", "引用不实法律依据"),
    "GUARANTOR_LIFE_DISRUPTION": ("guarantor's life disturbed", "扰乱保证人生活"),
    "IMPERSONATION": ("speaking as somebody else", "冒充身份"),
    "INELIGIBLE_TRANSFEREE": ("buyer who may not buy", "受让方不合格"),
    "INTIMIDATING_TONE": ("intimidating tone", "恐吓语气"),
    "PRETEXT_CALL": ("call under a pretext", "虚假事由致电"),
    "PRIVATE_NUMBER": ("private number", "使用私人号码"),
    "PROFILE_RELATIVES": ("note of relatives able to pay", "记录亲属情况"),
    "PROFILE_TEMPER": ("note of a person's temper", "记录性格情况"),
    "PROSECUTION_THREAT": ("threat of prosecution", "以追究刑事责任相威胁"),
    "QUIET_HOURS": ("quiet hours", "静默时段联系"),
    "RELATIVE_PRESSURE": ("pressure on relatives", "向亲属施压"),
    "ROLLOVER_BORROWING_ADVICE": ("advice to borrow elsewhere", "劝借新债还旧债"),
    "SELF_HELP_SEIZURE": ("seizure without the court", "自行扣押财产"),
    "SOLO_VISIT": ("visit by one person alone", "单人上门"),
    "STAKE_OUT": ("stake-out", "蹲守"),
    "SURVEILLANCE": ("surveillance", "跟踪监视"),
    "THIRD_PARTY_PRESSURE": ("pressure on third persons", "向第三人施压"),
    "UNAPPROVED_LETTER": ("text that is not released", "函件未经批准"),
    "UNAUTHORISED_THIRD_PARTY": ("third person without authority", "未经授权的第三方"),
    "UNFAIR_SEGMENT": ("unfair segment", "不公平分层"),
    "UNLICENSED_AGENCY": ("agency without licence or placement", "外包机构无资质"),
}
"""Code of a blocked act -> English, 中文."""
