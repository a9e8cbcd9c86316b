"""The demo book that ships with the project passes its own contract."""

from pathlib import Path

import services
from contracts.check import check_feed, read_feed

DEMO = Path(services.__file__).parent / "console" / "demo" / "book-101.jsonl.gz"


def test_the_demo_feed_keeps_every_rule() -> None:
    report = check_feed(DEMO)
    assert report.passed
    assert (report.lines, report.bad_lines, report.warnings) == (6258, 0, 0)
    assert report.types["corebank.business-day-closed.v1"] == 1096
    assert report.resent > 0, "the book holds re-sends on purpose"
    assert len(report.results) > 30


def test_every_line_of_the_demo_feed_can_be_sent() -> None:
    assert sum(1 for _ in read_feed(DEMO, skip_bad=True)) == 6258
