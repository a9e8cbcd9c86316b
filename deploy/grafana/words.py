"""The dashboards' words in Chinese: a page's name, and title and sentence of each panel.

By the English ones of ``boards.py``. Grafana shows both; a test asks for every panel's.
"""

from __future__ import annotations

PAGES = {
    "postloan: is everything moving?": "贷后系统运行总览",
    "postloan: one service from inside": "单个服务内部",
    "postloan: the journal and its proof": "审计日志与校验",
}

PANELS = {
    "Services silent": ("失联服务", "0 为有指标，1 为无指标。"),
    "Partitions halted": ("停读分区", "人工处理前不再读取。"),
    "Relays stopped": ("停止发布的分区", "这些分区不再对外发布事件。"),
    "Read tables stopped": ("停止更新的查询表", "遇到无法写入的事件。"),
    "Holes": ("事件缺失", "事件库中缺失的事件。"),
    "Broken links": ("校验不符", "全量校验与到达检查发现的不符之处。"),
    "Parked loans": ("暂停处理的贷款", "排在处理失败的消息之后等待。"),
    "Dead letters": ("死信", "等待人工处理的消息。"),
    "Agenda overdue": ("到期未办事项", "已日终之日到期而尚未处理。"),
    "Editions too late": ("迟到的政策版本", "生效日已日终，该版本当时尚未到位。"),
    "Running for": ("已运行时长", "始终很短，说明服务反复重启。"),
    "Partitions without an owner": ("无人认领的分区", "该服务没有任何进程认领。"),
    "Kafka last heard": ("距 Kafka 最近应答", "无应答则无法得知落后多少。"),
    "Behind core banking and one another": (
        "消费落后时长",
        "最早一条未处理消息的等待时长；按主题见单个服务页。",
    ),
    "Behind, by topic": ("各主题落后时长", "最早一条未处理消息的等待时长。"),
    "Oldest event not yet published": ("最早未发布事件", "已入库而尚未对外发布。"),
    "Messages taken per second": ("每秒处理消息", "全部主题合计。"),
    "Events stored per second": ("每秒入库事件", "各服务的结论；审计服务为写入日志的事件。"),
    "Clocks": ("时钟偏差", "上游时钟快于本机多少；数据库时钟与本机之差。"),
    "Database does not answer": ("数据库无应答", "每秒无应答的调用次数。"),
    "Fenced by another owner": (
        "分区被他人接管而未写入",
        "每秒次数；进程中断后偶有，平时应为零。",
    ),
    "Records not taken yet": ("未处理消息", "按主题，各分区合计。"),
    "Events not sent yet": ("未发布事件", "按分区。"),
    "One turn": ("单批处理耗时", "一批消息的处理，含入库。"),
    "One call to the store": ("单次入库耗时", "写入一批事件。"),
    "Records in a turn": ("每批消息数", "小批过多，比少数大批更费资源。"),
    "Sent per second": ("每秒发布", "Kafka 已确认的事件。"),
    "Read tables behind": ("查询表落后时长", "业务判断不依赖查询表。"),
    "Events that the read tables lack": ("查询表缺少的事件", "按查询表，取最落后的分区。"),
    "Dropped, refused, taken up again per second": (
        "每秒剔除、冲突与重新处理",
        "重启后出现重复属正常，冲突则不然。",
    ),
    "Why messages could not be taken": (
        "消息未能处理的原因",
        "死信与暂停消息所违反的规则；自进程启动以来的条数。",
    ),
    "Last verification ended": ("距最近一次全量校验", "全部重新计算并比对；超过间隔两倍即告警。"),
    "Journals stopped": ("停收的日志分区", "到达检查不符的分区。"),
    "From stored to journaled": ("入库至写入日志", "每批中最早的事件。"),
    "Links verified": ("已校验链环", "自进程启动以来；每次校验结束时一次计入。"),
    "Questions to the read side, p99": ("查询接口耗时 p99", "按接口。"),
    "Answers of the read side per second": ("每秒查询应答", "按状态码。"),
}
