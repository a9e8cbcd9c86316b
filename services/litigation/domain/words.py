"""Words for people, English and Chinese, behind the codes of deadlines and of a suit's end."""

from __future__ import annotations

DUE: dict[str, tuple[str, str]] = {
    "limitation_of_claim": ("Limitation of the claim ends", "债权诉讼时效届满"),
    "limitation_suspended": (
        "Limitation of the claim is suspended; it ends on this day at the earliest",
        "债权诉讼时效中止,最早于该日届满",
    ),
    "time_to_enforce_suspended": (
        "The time to apply for enforcement is suspended; it ends on this day at the earliest",
        "申请执行时效中止,最早于该日届满",
    ),
    "apply_for_enforcement": ("Apply for enforcement", "申请强制执行期限届满"),
    "protect_assets_at_first_moment": ("Apply for preservation at once", "第一时间申请财产保全"),
    "letter_deadline": ("Deadline of the lawyer's letter", "律师函履行期限"),
    "court_rules_on_preservation": ("The court rules on preservation", "法院作出保全裁定"),
    "sue_after_preservation": ("Sue, or the preservation is lifted", "保全后提起诉讼或仲裁"),
    "preservation_lapsed": (
        "Preservation lapsed, nobody sued: decide anew",
        "保全因逾期未诉解除,须重新决定",
    ),
    "renew_preservation": ("Apply to renew the preservation", "申请续行保全"),
    "suit_without_ground": (
        "Review the suit: a late payment took its ground",
        "复核诉讼:补记还款后起诉依据已失",
    ),
    "court_accepts_suit": ("The court decides on taking the suit", "法院决定是否立案"),
    "court_serves_complaint": ("The court serves the complaint", "法院送达起诉状副本"),
    "defendant_answers": ("The defendant answers", "被告提交答辩状"),
    "court_judges": ("The court gives judgment", "一审审限"),
    "appeal": ("Time to appeal", "上诉期限"),
    "second_instance_decides": ("The second instance decides", "二审审限"),
    "next_auction_round": ("The next auction round", "再次拍卖期限"),
    "sale_ends": ("The sale ends", "变卖期届满"),
    "auction": ("Auction", "拍卖"),
    "settlement_payment": ("Payment under the settlement", "和解协议履行期限"),
    "confirm_mediation": ("Have the mediated agreement confirmed", "申请司法确认调解协议"),
    "search_for_assets": ("Search for assets again", "再次查询财产"),
    "file_claim_in_bankruptcy": ("File the claim in bankruptcy", "申报破产债权"),
}

ENDED: dict[str, tuple[str, str]] = {
    "not_taken": ("The court did not take the suit", "法院不予受理"),
    "withdrawn": ("The suit was withdrawn", "撤回起诉"),
    "dismissed": ("The suit was dismissed", "驳回起诉或诉讼请求"),
}
"""How a suit came to nothing."""
