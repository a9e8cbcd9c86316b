"""Words for people, English and Chinese: alternatives to blocked acts, reasons of deadlines."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    # alternatives (catalogue section 9)
    "liable_parties_only": (
        "Turn to who is liable only; a relative may pay of his own accord, and that is recorded.",
        "只联系负有还款责任的人；亲属主动代偿的予以登记。",
    ),
    "one_locate_message": (
        "One neutral message to find the debtor where the law allows it, then stop.",
        "法律允许时仅发送一次中性寻人信息，随后停止。",
    ),
    "identity_first": (
        "Verify the identity first; tell nothing of the debt to others.",
        "先核实身份；不得向他人透露债务信息。",
    ),
    "lawful_sources": (
        "Use contact data from lawful sources and confirm the address by them.",
        "只使用合法来源的联系方式，并据此核实地址。",
    ),
    "own_identity": (
        "Speak under your own name for the bank.",
        "以本人身份代表本行表明身份。",
    ),
    "within_cap": (
        "Stay within the day's cap; call again tomorrow.",
        "遵守每日次数上限，次日再联系。",
    ),
    "after_quiet_hours": ("Call between 08:00 and 22:00.", "请在8时至22时之间联系。"),
    "lawful_demand": (
        "A lawful demand, an interview, court preservation.",
        "依法催告、约谈、申请保全。",
    ),
    "appointment": ("Make an appointment at the verified address.", "预约后在核实的地址会面。"),
    "clue_to_court": (
        "Give whereabouts clues to the court; inquire the address lawfully.",
        "向法院提供下落线索，依法查询地址。",
    ),
    "plan_or_relief": (
        "Offer an instalment plan or a request for relief.",
        "提供分期还款方案或减免申请。",
    ),
    "written_authorisation": (
        "Let the debtor name and authorise the person in writing.",
        "由债务人书面指定并授权。",
    ),
    "field_whitelist": ("Write down listed fields only.", "只记录允许的字段。"),
    "calm_script": (
        "Use the calm script, approved statements only.",
        "使用平和话术和批准的表述。",
    ),
    "lawful_requests": (
        "Answer lawful requests only; collect or sue as usual.",
        "仅答复依法提出的要求；按常规催收或起诉。",
    ),
    "order_or_set_off": (
        "Cut our own limit, set off by contract, or obtain a court order.",
        "降低本行授信额度、依合同抵销或取得法院裁定。",
    ),
    "court_preservation": ("Apply to the court for preservation.", "向法院申请财产保全。"),
    "legal_decision": (
        "A legal decision with approval; no word of it in collection.",
        "经批准作出法律决定；催收中不得提及。",
    ),
    "registered_basis": (
        "Cite an article in force that is about the matter, from the register.",
        "引用登记册中现行有效且相符的条文。",
    ),
    "released_template": ("Use a released template.", "使用已发布的模板。"),
    "number_pool": ("Use a line of the bank's pool.", "使用本行统一外呼号码。"),
    "second_person": ("Take a second person along.", "至少两人同行。"),
    "registered_agency": (
        "Place with an agency that has licence, agreement and placement.",
        "委托有资质、有协议并已登记的机构。",
    ),
    "licensed_buyers": ("Offer to licensed buyers.", "向有资格的受让方转让。"),
    "system_feed": ("Use the feed in the system, without names.", "使用系统内脱敏动态。"),
    "offer_and_effort": (
        "Segment for offer and effort only, by conduct of the loan.",
        "分组仅用于还款方案和投入，依据贷款表现。",
    ),
    # deadlines
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
    "plan_part": ("part of the plan falls due", "还款计划分期到期"),
    "hand_over": ("hand over after the final call", "最后催收后移交"),
    "team_review": ("weekly review of the team", "团队每周跟进"),
    "cure_watch": ("watch after cure ends", "结清欠款后的观察期满"),
    "complaint_answer": ("answer the complaint", "答复投诉"),
    "agency_evaluation": ("evaluate the agency", "评估外包机构"),
    "licence_end": ("the agency's licence ends", "外包机构资质到期"),
    "blacklist_review": ("review the blacklist entry", "复核黑名单记录"),
}
"""Code -> (English, Chinese)."""


def said(code: str) -> str:
    """Both languages in one line; the code itself where there are no words."""
    words = WORDS.get(code)
    return code if words is None else f"{words[1]} / {words[0]}"
