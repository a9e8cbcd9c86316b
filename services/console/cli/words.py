"""Every label that people read in tables, in English and in Chinese. Imports nothing slow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from services.console.cli.words_life import LABELS
from services.console.words import chosen, words_of
from services.console.words.blocked import BLOCKED
from services.console.words.events import EVENTS
from services.console.words.fields import FIELDS
from services.console.words.refusals import REFUSALS

__all__ = [
    "WORDS",
    "Lang",
    "chosen",
    "coded",
    "event_name",
    "field_name",
    "label",
    "name_of",
    "named",
    "pair",
]

Lang = Literal["both", "en", "zh"]

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    **LABELS,
    # the loan and its book
    "loan": ("Loan", "贷款"),
    "loans": ("Loans", "笔数"),
    "obligor": ("Obligor", "债务人"),
    "book": ("Book", "贷款组合"),
    "as_of": ("As of", "截至"),
    "known_on": ("Known on", "已知至"),
    "known_at": ("Known at", "已知时点"),
    "total": ("Total", "合计"),
    "share": ("Share", "占比"),
    # monitoring
    "monitoring": ("Monitoring", "贷后监控"),
    "stage": ("Stage", "阶段"),
    "days_past_due": ("Days past due", "逾期天数"),
    "overdue_since": ("Overdue since", "逾期起始日"),
    "overdue_sum": ("Overdue", "逾期金额"),
    "principal_outstanding": ("Principal outstanding", "剩余本金"),
    "unapplied": ("Unapplied money", "待分配款"),
    "penalty": ("Penalty", "罚息"),
    "accelerated_on": ("Accelerated on", "提前到期日"),
    "instalments": ("Instalments", "分期"),
    "number": ("No.", "期数"),
    "nth": ("No.", "序号"),
    "due_on": ("Due on", "到期日"),
    "due_sum": ("Due", "应还"),
    "paid": ("Paid", "已还"),
    "open": ("Open", "未还"),
    "paid_on": ("Paid on", "结清日"),
    # classification
    "classification": ("Classification", "风险分类"),
    "class": ("Class", "分类"),
    "own_merit": ("On its own merit", "自身分类"),
    "contagion": ("Contagion", "交叉传染"),
    "became_true_on": ("Became true on", "生效日"),
    "processed_at": ("Processed at", "处理时点"),
    "reasons": ("Reasons", "依据"),
    "provision": ("Provision", "减值准备"),
    "out": ("Out of the book", "已出表"),
    "arrears_cause": ("Cause of arrears", "逾期原因"),
    "forms": ("Counts as", "清收形式"),
    "triage": ("Triage", "分类排队"),
    "restructured": ("Restructured", "重组贷款"),
    "observed_until": ("observed until", "观察至"),
    "in_recovery_scope": ("In recovery scope", "纳入清收管理"),
    "interest_since": ("Interest owed since", "欠息起始日"),
    "four_tier": ("Scheme of four", "四级分类"),
    "policy": ("Policy", "政策版本"),
    "non_performing": ("Non-performing", "不良"),
    "non_performing_ratio": ("Non-performing ratio", "不良率"),
    "with_principal": ("Loans with principal", "有余额笔数"),
    "ratio_by_count": ("Non-performing, by loans", "不良率（笔数）"),
    "ratio_by_amount": ("Non-performing, by principal", "不良率（金额）"),
    "migration": ("Migration", "分类迁徙"),
    "from": ("From", "原"),
    "to": ("To", "现"),
    # history
    "history": ("History", "履历"),
    "events": ("Events", "事件"),
    "links": ("Hash links", "链值数"),
    "streams": ("Streams", "事件流数"),
    "pending": ("Not handed over yet", "尚未移交"),
    "head": ("Chain head", "链头"),
    "verified": ("Verified", "校验"),
    "event": ("Event", "事件"),
    "effective_on": ("Counts on", "生效日"),
    "taken_on": ("Known on", "获知日"),
    "recorded_at": ("Recorded at", "入库时点"),
    "cause": ("Cause", "起因"),
    "actor": ("By", "操作者"),
    "link": ("Link", "链值"),
    "against": ("Against", "对比至"),
    "what": ("What", "内容"),
    "service": ("Service", "服务"),
    "field": ("Field", "字段"),
    "before": ("Before", "先前"),
    "after": ("After", "其后"),
    "difference": ("Difference", "差异"),
    # running
    "audit": ("Audit", "审计"),
    "collection": ("Collection", "催收"),
    "guarantee": ("Guarantee", "担保责任"),
    "litigation": ("Litigation", "诉讼"),
    "disposal": ("Disposal", "处置"),
    "summary": ("Summary", "总览"),
    "status": ("Status", "状态"),
    "services": ("Services", "服务"),
    "ready": ("Ready", "就绪"),
    "process": ("Process", "进程"),
    "log": ("Logs", "日志"),
    "backlogs": ("Backlogs", "积压"),
    "outcome": ("Outcome", "结果"),
    "file": ("File", "文件"),
    "more": ("more", "更多"),
    "addresses": ("Addresses", "地址"),
    "kafka": ("Kafka", "消息"),
    "postgres": ("PostgreSQL", "数据库"),
    "api": ("API", "接口"),
    "token_file": ("Token file", "令牌文件"),
    "data_folder": ("Data folder", "数据目录"),
    "lag": ("Lag", "滞后"),
    "topic": ("Topic", "主题"),
    "partition": ("Partition", "分区"),
    "offset": ("Offset", "位点"),
    "records": ("Records", "条数"),
    "seconds": ("Seconds", "秒"),
    "not_sent_yet": ("Not sent yet", "待发送"),
    "agenda_overdue": ("Agenda overdue", "待办积压"),
    "parked": ("Parked", "暂停"),
    "dead_letter": ("Dead letter", "死信"),
    "cut": ("Cut", "已截断"),
    "first_bytes_of": ("only the first bytes are kept, of", "仅保留前部字节，全长字节"),
    "dead_letters": ("Dead letters", "死信"),
    "closed_days": ("Closed days", "已日终天数"),
    "last_closed_day": ("Last closed day", "最近日终日"),
    "verification": ("Verification", "校验"),
    "lines": ("Lines in the feed", "数据行数"),
    "messages_sent": ("Messages sent", "发送消息"),
    "duplicates": ("Duplicates dropped", "剔除重复"),
    "troubled_loans": ("Troubled loans", "不良处置"),
    "cases": ("Collection cases", "催收案件"),
    "contacts": ("Calls made", "催收通话"),
    "promises": ("Promises to pay judged", "已认定还款承诺"),
    "demands": ("Demands served", "催收通知与保证主张"),
    "suits": ("Suits filed", "起诉"),
    "write_offs": ("Write-offs", "核销"),
    "transfers": ("Claims sold", "债权转让"),
    "recoveries": ("Recoveries recognised", "确认回收"),
    "events_stored": ("Events stored", "入库事件"),
    "seconds_taken": ("Seconds end to end", "端到端秒数"),
    "events_per_second": ("Events per second, end to end", "端到端每秒事件"),
    "halted": ("Halted", "停滞"),
    "waits_at": ("Waits at", "等待位点"),
    "partitions": ("Partitions", "分区数"),
    "partitions_told": ("Told of", "配置分区数"),
    "partitions_differ": ("Topics with another number of partitions", "分区数不符的主题"),
    "partitions_too_many": ("partitions too many: nobody reads them", "多出的分区无人读取"),
    "partitions_missing": ("partitions missing", "缺少分区"),
    "since": ("Since", "始于"),
    "released_by": ("Released", "放行"),
    "given_up": ("Given up", "放弃内容"),
    "missing_predecessor": ("missing predecessor", "前序消息缺失"),
    "clock_ahead": ("clock ahead", "时钟超前"),
    "offsets_lost": ("records lost from the topic", "主题记录丢失"),
    "unreadable_batch": ("unreadable batch", "批次无法读取"),
    "not_storable": ("record can't be stored", "记录无法入库"),
    "day_ahead": ("closed day too far ahead", "日切日期过远"),
    "relay_stopped": ("relay stopped", "发送中止"),
    "projection_stopped": ("read tables stand still", "查询表停止更新"),
    "items": ("Work items", "待核事项"),
    # letters and checks
    "still_open": ("Open", "未处理"),
    "taken_after_all": ("taken after all", "已补处理"),
    "discarded": ("discarded", "已弃置"),
    "because": ("Because", "理由"),
    "kind": ("Kind", "类别"),
    "rule": ("Rule", "规则"),
    "detail": ("Detail", "说明"),
    "taken_at": ("Taken at", "收到时点"),
    "stream": ("Stream", "事件流"),
    "headers": ("Headers", "消息头"),
    "key": ("Key", "键"),
    "value": ("Value", "内容"),
    "place": ("Place", "位置"),
    "line": ("Line", "行"),
    "passed": ("Passed", "通过"),
    "failed": ("Failed", "未通过"),
    "certificate": ("Certificate", "校验证书"),
    "bad_lines": ("Bad lines", "问题行"),
    "resent": ("Sent again", "重复发送"),
    "warnings": ("Warnings", "警告"),
    "rules": ("Rules", "规则"),
    "findings": ("Findings", "发现"),
    "reply": ("Reply", "回复"),
    "command": ("Command", "指令"),
    # values
    "unclassified": ("not yet classified", "未分类"),
    "not_in_book": ("not yet in the book", "尚未入账"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "accepted": ("accepted", "已接受"),
    "rejected": ("rejected", "已拒绝"),
    "sound": ("nothing wrong", "未见异常"),
    "not_sound": ("broken", "有异常"),
    "not_recorded": ("not run yet", "尚未校验"),
    "where_next": ("Where to look next", "接下来看什么"),
}


def pair(word: str) -> tuple[str, str] | None:
    """Both languages of a label, else of a code; None for a word that is neither."""
    return WORDS.get(word) or words_of(word)


def label(word: str, lang: Lang) -> str:
    """The label of `word`: ``Stage 阶段``, or in one language.

    Unknown words stay as they are: values of open lists (a new reason, a new rule) must not break a
    table.
    """
    known = pair(word)
    return word.replace("_", " ") if known is None else chosen(*known, lang)


def coded(code: str, lang: Lang, *sections: str) -> str:
    """A value of an open or closed list, as these parts of a document mean it; unknown ones stay readable."""
    known = words_of(code, *sections)
    return label(code, lang) if known is None else chosen(*known, lang)


def named(code: str, lang: Lang) -> str:
    """The code of a refusal or of a blocked act, its Chinese name behind it where Chinese is asked for."""
    name = "" if lang == "en" else name_of(code)
    return f"{code} {name}" if name else code


def name_of(code: str) -> str:
    """The Chinese name of a refusal's or a blocked act's code; empty where there is none."""
    return REFUSALS.get(code) or BLOCKED.get(code, ("", ""))[1]


def event_name(type_: str, service: str, lang: Lang) -> str:
    """A stored event: its type, and in Chinese its name at its service; unknown types stay as they are."""
    chinese = EVENTS.get(type_.rpartition(".")[2])
    if chinese is None:
        return type_
    return chosen(type_, f"{label(service, 'zh')}：{chinese}" if lang == "zh" else chinese, lang)


def field_name(name: str, lang: Lang) -> str:
    """A payload's field: in English its own words, in Chinese its name or that of its heading."""
    english = name.replace("_", " ")
    chinese = FIELDS.get(name) or (known[1] if (known := WORDS.get(name)) else english)
    return chosen(english, chinese, lang)
