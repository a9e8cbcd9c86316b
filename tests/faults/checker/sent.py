"""The records of a topic as they were sent first: each position of a shard once, in order."""

from __future__ import annotations

from tests.faults.checker.world import Finding, Message


def in_order(
    records: list[Message], partitions: int, where: str
) -> tuple[dict[int, list[Message]], list[Finding]]:
    """The first record of each position by shard; a record sent again must be the same one."""
    first: dict[int, dict[int, Message]] = {}
    findings: list[Finding] = []
    for record in records:
        shard, position = record.number("postloan-shard"), record.number("postloan-position")
        if shard is None or position is None or shard % partitions != record.partition:
            findings.append(
                Finding("I7", f"{where} {record.partition}/{record.offset}", "strange")
            )
            continue
        known = first.setdefault(shard, {})
        before = known.get(position)
        if before is None:
            if known and position < max(known):
                place = f"{where} shard {shard} position {position}"
                findings.append(Finding("I7", place, "comes after a later one"))
            known[position] = record
        elif (before.key, before.value, before.headers) != (
            record.key,
            record.value,
            record.headers,
        ):
            place = f"{where} shard {shard} position {position}"
            findings.append(Finding("I7", place, "was sent twice, not the same"))
    return {shard: [known[p] for p in sorted(known)] for shard, known in first.items()}, findings
