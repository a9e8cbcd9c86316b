"""A topic with another number of partitions than the services were told of, as people see it."""

from services.console.cli import partitions
from services.console.cli.output import Output, text_of

MORE = {"topic": "corebank.loan.v1", "partitions": 8, "expected": 4}
FEWER = {"topic": "postloan.monitoring.v1", "partitions": 3, "expected": 4}


def test_only_what_differs_is_told() -> None:
    counts = {"postloan.monitoring.v1": 3, "corebank.loan.v1": 8, "postloan.disposal.v1": 4}
    assert partitions.differing(counts, 4) == [MORE, FEWER]


def test_it_is_told_in_both_languages_with_the_page_that_helps() -> None:
    sheet = partitions.sheet(Output(lang="both"), [MORE, FEWER])
    assert sheet.title == "Topics with another number of partitions 分区数不符的主题"
    assert [[text_of(cell) for cell in row] for row in sheet.rows] == [
        [
            "corebank.loan.v1",
            "8",
            "4",
            "partitions too many: nobody reads them 多出的分区无人读取",
        ],
        ["postloan.monitoring.v1", "3", "4", "partitions missing 缺少分区"],
    ]
    said = partitions.advice([MORE])
    assert "docs/operations.md, A topic with another number of partitions" in said
    assert partitions.advice([]) == ""
