"""What is told of an event in one sentence, English and Chinese. A table; events that are not in it
are notes for the services themselves, or repeat what the step says.

Names in braces are fields of the stored event, or made from them in `telling`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_AGAIN: Final = ("{corrected} earlier conclusions withdrawn", "撤回先前结论{corrected}项")

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    # monitoring
    "monitoring.LoanOpened": (
        "{principal} lent until {matures_on}",
        "放款{principal}，{matures_on}到期",
    ),
    "monitoring.MoneyAllocated": (
        "{brought}: {parts}; principal left {principal_outstanding}",
        "{brought}：{parts}；剩余本金{principal_outstanding}",
    ),
    "monitoring.ReceiptReversed": ("receipt {receipt_id} reversed", "还款{receipt_id}已冲正"),
    "monitoring.ArrearsChanged": (
        "{moved}, days past due {days_past_due}, overdue {overdue}",
        "{moved}，逾期{days_past_due}天，逾期金额{overdue}",
    ),
    "monitoring.LoanSettled": ("all is paid", "全部结清"),
    "monitoring.LoanReopened": ("open again", "恢复未结清"),
    "monitoring.LoanAccelerated": ("the whole claim is called due", "宣布全部债权提前到期"),
    "monitoring.ChargeTaken": ("{component} of {amount} booked", "{component}{amount}入账"),
    "monitoring.RiskSignalRaised": ("risk signal: {codes}", "风险信号：{codes}"),
    "monitoring.RiskDisposalOpinionIssued": ("risk disposal: {measures}", "风险处置：{measures}"),
    "monitoring.ControlBreachRecorded": (
        "opinion {opinion_id} was not carried out in time",
        "处置意见{opinion_id}逾期未落实",
    ),
    "monitoring.ControlBreachWithdrawn": (
        "no breach after all: opinion {opinion_id}",
        "处置意见{opinion_id}不构成逾期未落实，予以撤销",
    ),
    "monitoring.InspectionMissed": (
        "inspection {inspection_id} missed",
        "未按期检查{inspection_id}",
    ),
    "monitoring.BorrowerLifeEventReported": ("life event: {life_event}", "重大变故：{life_event}"),
    "monitoring.EntriesWithdrawn": _AGAIN,
    # classification
    "classification.LoanClassified": ("class: {moved} ({reasons})", "分类：{moved}（{reasons}）"),
    "classification.ClassesWithdrawn": _AGAIN,
    "classification.ObservationStarted": (
        "observed until {observation_ends_on} before an upgrade",
        "上调前观察至{observation_ends_on}",
    ),
    "classification.ObservationBroken": ("observation broken off", "观察中断"),
    "classification.ObservationCompleted": ("observation completed", "观察期满"),
    "classification.OverrideSet": (
        "class set by officers: {risk_class}",
        "人工认定：{risk_class}",
    ),
    # collection
    "collection.CollectionCaseOpened": ("case opened: {trigger}", "立案：{trigger}"),
    "collection.CaseMoved": ("case: {moved}", "案件：{moved}"),
    "collection.CollectionCaseClosed": ("case closed: {outcome}", "结案：{outcome}"),
    "collection.PromiseToPayMade": (
        "promise of {amount} for {due_on}; {expected_cash} expected ({weight}%)",
        "承诺{due_on}还款{amount}；预计{expected_cash}（{weight}%）",
    ),
    "collection.PromiseJudged": ("promise {promise_id}: {outcome}", "承诺{promise_id}：{outcome}"),
    "collection.RepaymentPlanAgreed": ("plan {plan_id} agreed", "还款方案{plan_id}已签订"),
    "collection.PlanJudged": ("plan {plan_id}: {outcome}", "还款方案{plan_id}：{outcome}"),
    "collection.DemandNoticeServed": (
        "notice {notice_id} over {amount} served",
        "催收通知书{notice_id}送达，金额{amount}",
    ),
    "collection.DemandNoticeAttempted": (
        "notice {notice_id} not served",
        "催收通知书{notice_id}未送达",
    ),
    "collection.GuarantorContactDue": ("the guarantor is to be told", "应通知担保人"),
    "collection.GuarantorDemandRequested": (
        "the guarantor is to be asked to pay",
        "应向担保人主张权利",
    ),
    "collection.LegalReferralMade": ("referred to law: {ground}", "移送诉讼：{ground}"),
    "collection.LongOverdueMarked": (
        "marked as long overdue: {days_past_due} days",
        "长期逾期标记：{days_past_due}天",
    ),
    "collection.RecoveryRecognised": (
        "recovery {net} net, of {gross} less costs {cost}",
        "回收净额{net}（总额{gross}，费用{cost}）",
    ),
    "collection.ComplianceCaseOpened": (
        "compliance looks into {person_id}: {blocked_acts} blocked acts",
        "合规调查{person_id}：{blocked_acts}次违规被拦截",
    ),
    "collection.EntriesWithdrawn": _AGAIN,
    # guarantee
    "guarantee.GuaranteeLiabilityRegistered": (
        "{guarantor_id} guarantees ({kind})",
        "{guarantor_id}担保（{kind}）",
    ),
    "guarantee.ClockSet": (
        "{clock} on {guarantor_id}: {state}{until}",
        "{guarantor_id}{clock}：{state}{until}",
    ),
    "guarantee.AlarmRaised": (
        "{clock} on {guarantor_id} ends in {days} days, on {ends_on}",
        "{guarantor_id}{clock}将于{ends_on}届满，剩{days}天",
    ),
    "guarantee.GuarantorDemandServed": (
        "{guarantor_id} asked to pay {amount}",
        "要求{guarantor_id}代偿{amount}",
    ),
    "guarantee.GuarantorPaid": ("{guarantor_id} paid {amount}", "{guarantor_id}代偿{amount}"),
    "guarantee.RecourseRightRecorded": (
        "{guarantor_id} may claim {amount} back from {debtor_id}",
        "{guarantor_id}可向{debtor_id}追偿{amount}",
    ),
    "guarantee.GuaranteeReleased": (
        "{guarantor_id} released: {reason}",
        "{guarantor_id}免除担保责任：{reason}",
    ),
    "guarantee.GuaranteeReinstated": (
        "{guarantor_id} is liable again",
        "{guarantor_id}恢复担保责任",
    ),
    "guarantee.CollateralPledged": ("{collateral_id} pledged", "{collateral_id}设定担保"),
    "guarantee.CollateralValued": (
        "{collateral_id} valued at {value}",
        "{collateral_id}估值{value}",
    ),
    "guarantee.CollateralImpaired": ("{collateral_id} lost value", "{collateral_id}价值减少"),
    "guarantee.CollateralReceived": (
        "{collateral_id} taken for {debt_reduced} of debt",
        "{collateral_id}抵债{debt_reduced}",
    ),
    "guarantee.CollateralFreed": (
        "{collateral_id} released: {reason}",
        "{collateral_id}解除：{reason}",
    ),
    "guarantee.EntriesWithdrawn": _AGAIN,
    # litigation
    "litigation.StageReached": ("legal stage: {moved}", "诉讼阶段：{moved}"),
    "litigation.ClockMoved": (
        "limitation of the {clock}: {state}{until}",
        "{clock}时效：{state}{until}",
    ),
    "litigation.MeasureMoved": (
        "preservation {measure_id} ({asset_kind}): {state}",
        "保全{measure_id}（{asset_kind}）：{state}",
    ),
    "litigation.RenewalWarned": (
        "preservation {measure_id} ends on {ends_on}: renew by {renew_by}",
        "保全{measure_id}于{ends_on}到期，{renew_by}前申请续行",
    ),
    "litigation.SuitFiled": (
        "claim {claim}, reckoned to {claim_day}",
        "诉请{claim}，计至{claim_day}",
    ),
    "litigation.SuitEnded": (
        "the suit of {filed_on} ended: {outcome}",
        "{filed_on}提起的诉讼终结：{outcome}",
    ),
    "litigation.JudgmentRendered": (
        "awarded {awarded}, costs {costs}",
        "判决{awarded}，费用{costs}",
    ),
    "litigation.AuctionHeld": (
        "auction {round} from {starting_price}: {sold}",
        "第{round}次拍卖，起拍价{starting_price}：{sold}",
    ),
    "litigation.SettlementAgreed": (
        "settlement: {amount} by {pay_by}",
        "执行和解：{pay_by}前支付{amount}",
    ),
    "litigation.BankruptcyRecorded": (
        "bankruptcy of {party_id}: {phase}",
        "{party_id}破产：{phase}",
    ),
    "litigation.ClaimDeclared": (
        "claim declared in the bankruptcy of {party_id}",
        "已向{party_id}的破产程序申报债权",
    ),
    "litigation.ConclusionsWithdrawn": _AGAIN,
    # disposal
    "disposal.DisposalRouteSelected": ("route: {route}", "处置方式：{route}"),
    "disposal.AssetReceivedInSatisfaction": (
        "{asset_id} received for {debt_reduced} of debt",
        "收取抵债资产{asset_id}，抵偿{debt_reduced}",
    ),
    "disposal.RentReceived": ("rent {gross}", "租金{gross}"),
    "disposal.RepossessedAssetSold": (
        "{asset_id} sold for {price}: {net} net with the rents, loss {holding_loss}",
        "{asset_id}售得{price}：连同租金净额{net}，损失{holding_loss}",
    ),
    "disposal.WriteOffProposed": (
        "write-off of {principal} proposed ({criterion})",
        "申请核销{principal}（{criterion}）",
    ),
    "disposal.LoanWrittenOff": (
        "{principal} written off; claim of {memo_claim} kept off the books",
        "核销本金{principal}；账销案存债权{memo_claim}",
    ),
    "disposal.RecoveryRecognised": (
        "recovery {gross} less costs {cost}: {way}",
        "回收{gross}，费用{cost}：{way}",
    ),
    "disposal.DebtTransferred": (
        "claim of {claim} sold to {buyer_id} for {price}",
        "债权{claim}以{price}转让给{buyer_id}",
    ),
    "disposal.TransferNoticeServed": ("{party_id} told of the sale", "债权转让已通知{party_id}"),
    "disposal.DebtConvertedToEquity": ("{amount} converted to equity", "{amount}转为股权"),
    "disposal.DebtRemitted": ("{amount} remitted", "免除{amount}"),
    "disposal.DutyMissed": ("duty of {due_on} missed: {duty}", "逾期未办（{due_on}）：{duty}"),
    "disposal.EntriesWithdrawn": _AGAIN,
}
"""Stored name of the event -> (English, 中文)."""
