"""The table in docs/faults.md: a part that is run renews its own lines, a whole run all of them."""

from __future__ import annotations

from typing import Any

from tests.faults.table import BEGIN, DOCUMENT, END, ROWS, lines_in, render, renewed

TEXT = f"""# Faults

{BEGIN}
| fault | runs | what was seen | recovered in |
|---|---|---|---|
| **1. {ROWS["broker"]}** | 3 | | |
| the only broker killed | 2 | down 2 s | 3.5 to 7.3 s |
| the only broker paused | 1 | for 8 s | 6.0 s |
| **2. {ROWS["sigkill"]}** | 1 | | |
| SIGKILL: cursor moved | 1 | monitoring died there | 14.5 s |

Measured on: an old machine. Seeds: 1234.
{END}
The rest.
"""


def results(*, whole: bool) -> dict[str, Any]:
    run = {"row": "broker", "fault": "the only broker paused", "seed": 77, "seen": "a|b"}
    restored = {"row": "restore", "fault": "old copy", "seed": 77, "seen": "no", "seconds": None}
    runs = [{**run, "seconds": 2.0}, {**run, "seconds": 1.0}, restored]
    return {"whole": whole, "machine": "a new machine", "runs": runs}


def test_a_part_renews_its_own_lines_and_leaves_the_others() -> None:
    text, missing = renewed(TEXT, results(whole=False))
    assert f"| **1. {ROWS['broker']}** | 4 | | |\n" in text
    assert "| the only broker killed | 2 | down 2 s | 3.5 to 7.3 s |\n" in text
    assert "| the only broker paused | 2 | a/b | 1.0 to 2.0 s |\n" in text
    assert "| SIGKILL: cursor moved | 1 | monitoring died there | 14.5 s |\n" in text
    assert "| old copy | 1 | no | stays refused |\n" in text
    assert "Measured on: a new machine. Seeds: 77, 1234.\n" in text
    assert text.startswith("# Faults\n") and text.endswith("\nThe rest.\n")
    told = {ROWS[row] for row in ("broker", "sigkill", "restore")}
    assert set(missing) == set(ROWS.values()) - told
    assert renewed(text, results(whole=False)) == (text, missing), "a second time alters nothing"


def test_a_whole_run_leaves_nothing_of_earlier_ones() -> None:
    text, missing = renewed(TEXT, results(whole=True))
    assert "broker killed" not in text and "cursor moved" not in text
    assert "Seeds: 77.\n" in text
    assert ROWS["sigkill"] in missing and ROWS["broker"] not in missing


def test_the_documents_table_is_read_back_as_it_was_written() -> None:
    table = DOCUMENT.read_text("utf-8").split(BEGIN)[1].split(END)[0]
    assert render(lines_in(table)) == table.strip().split("\n\n")[0]


def test_every_row_of_the_document_has_a_run() -> None:
    table = DOCUMENT.read_text("utf-8").split(BEGIN)[1].split(END)[0]
    assert [title for title, lines in lines_in(table).items() if not lines] == []
