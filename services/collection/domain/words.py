"""Words for people, English and Chinese: reasons of deadlines."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "first_contact": ("first contact", "首次联系"),
    "first_site_check": ("first look at the place of business", "首次现场查看"),
    "daily_call_1": ("daily call, first day", "每日电话催收（第1日）"),
    "daily_call_2": ("daily call, second day", "每日电话催收（第2日）"),
    "daily_call_3": ("daily call, third day", "每日电话催收（第3日）"),
    "daily_call": ("daily call after service", "送达后每日电话催收"),
    "second_visit": ("second visit, with the guarantor's side", "第二次上门并联系保证人"),
    "demand_notice": ("serve the overdue notice", "送达逾期催收通知书"),
    "collection_letter": ("serve the collection letter", "送达逾期催收函"),
    "legal_referral": ("refer to law", "移送诉讼"),
    "promise": ("promise falls due", "承诺还款到期"),
    "plan_part": ("part of the plan falls due", "还款方案分期到期"),
    "hand_over": ("hand over after the final call", "最后催收后移交"),
    "team_review": ("weekly review of the team", "团队每周跟进"),
    "cure_watch": ("watch after cure ends", "结清欠款后的观察期满"),
    "complaint_answer": ("answer the complaint", "答复投诉"),
    "agency_evaluation": ("evaluate the agency", "评估外包机构"),
    "licence_end": ("the agency's licence ends", "外包机构资质到期"),
    "blacklist_review": ("review the blacklist entry", "复核黑名单记录"),
}
"""Code -> (English, Chinese)."""
