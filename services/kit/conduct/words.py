"""What to do instead of a blocked act (catalogue section 9), for people: English and Chinese."""

from __future__ import annotations

from typing import Final

INSTEAD: Final[dict[str, tuple[str, str]]] = {
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
        "Leave it to a legal decision with approval and to the court; no word of it as pressure.",
        "由法务经审批决定并交法院依法处理；不得作为施压手段提及。",
    ),
    "legal_decision_with_approval": (
        "Leave it to the court; name only the legal steps that are decided and approved.",
        "由法院依法处理；只写已经决定并批准的法律步骤。",
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
    "licensed_buyers": (
        "Sell to a licensed institution only: an asset manager or an asset investment company.",
        "仅可转让给持牌机构：金融资产管理公司、合格地方资产管理公司或金融资产投资公司。",
    ),
    "system_feed": ("Use the feed in the system, without names.", "使用系统内脱敏动态。"),
    "offer_and_effort": (
        "Segment for offer and effort only, by conduct of the loan.",
        "分组仅用于还款方案和投入，依据贷款表现。",
    ),
}
"""Alternative -> (English, Chinese); what only events of earlier releases name is kept here too."""


def said(code: str) -> str:
    """Both languages in one line; the code itself where there are no words."""
    words = INSTEAD.get(code)
    return code if words is None else f"{words[1]} / {words[0]}"
