"""Names of the practices that the conduct gate blocks (catalogue section 9), in Chinese. A table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BLOCKED: Final[Mapping[str, str]] = {
    "ACCOUNT_RESTRICTION_NO_ORDER": "无裁定限制账户",
    "CALL_BOMBING": "频繁致电",
    "CALL_DETAIL_USE": "使用通话详单",
    "CHAT_LEAK": "聊天群泄露信息",
    "DEBT_DISCLOSURE": "向他人透露债务",
    "DETENTION_THREAT": "以拘留相威胁",
    "EMPLOYER_PRESSURE": "向用人单位施压",
    "FALSE_LEGAL_BASIS": "引用不实法律依据",
    "GUARANTOR_LIFE_DISRUPTION": "扰乱保证人生活",
    "IMPERSONATION": "冒充身份",
    "INELIGIBLE_TRANSFEREE": "受让方不合格",
    "INTIMIDATING_TONE": "恐吓语气",
    "PRETEXT_CALL": "虚假事由致电",
    "PRIVATE_NUMBER": "使用私人号码",
    "PROFILE_RELATIVES": "记录亲属情况",
    "PROFILE_TEMPER": "记录性格情况",
    "PROSECUTION_THREAT": "以追究刑事责任相威胁",
    "QUIET_HOURS": "静默时段联系",
    "RELATIVE_PRESSURE": "向亲属施压",
    "ROLLOVER_BORROWING_ADVICE": "劝借新债还旧债",
    "SELF_HELP_SEIZURE": "自行扣押财产",
    "SOLO_VISIT": "单人上门",
    "STAKE_OUT": "蹲守",
    "SURVEILLANCE": "跟踪监视",
    "THIRD_PARTY_PRESSURE": "向第三人施压",
    "UNAPPROVED_LETTER": "函件未经批准",
    "UNAUTHORISED_THIRD_PARTY": "未经授权的第三方",
    "UNFAIR_SEGMENT": "不公平分层",
    "UNLICENSED_AGENCY": "外包机构无资质",
}
"""Code of a blocked act -> 中文."""
