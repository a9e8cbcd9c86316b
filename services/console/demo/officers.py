"""What the demo bank's officers do with its worst loans: the same acts every time.

Four times a year they meet; each loan that is in trouble gets one stage further: collected, taken to
law, judged, enforced, written off, sold. The feed goes on as core banking sent it, so some of these
loans are paid after all.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from services.console.demo.acts import STAGES, Row, Trouble
from services.console.lives.reading import Life, life_of

PEOPLE: Final = {
    "chen": "collector",
    "liu": "collector",
    "qian": "collection_manager",
    "wu": "post_loan_officer",
    "he": "risk_reviewer",
    "sun": "preservation_officer",
    "zheng": "preservation_manager",
    "wang": "legal_officer",
    "zhou": "legal_manager",
    "gao": "head_office_committee",
}
DAYS: Final = tuple(
    date(year, month, 15) for year in (2023, 2024, 2025) for month in (3, 6, 9, 12)
)
TROUBLES: Final = (
    Trouble("L-101000100", "C-10100082", date(2023, 5, 5), date(2023, 3, 4), "130000.00", True, 5),
    Trouble(
        "L-101000367", "C-10100301", date(2023, 6, 5), date(2023, 1, 4), "221000.00", False, 5
    ),
    Trouble(
        "L-101000372", "C-10100306", date(2023, 6, 5), date(2023, 3, 4), "299000.00", False, 5
    ),
    Trouble(
        "L-101000298", "C-10100245", date(2023, 8, 19), date(2023, 7, 18), "2673000.00", True, 6
    ),
    Trouble(
        "L-101000225", "C-10100186", date(2023, 8, 28), date(2023, 3, 27), "24000.00", True, 4
    ),
    Trouble("L-101000069", "C-10100055", date(2023, 9, 4), date(2023, 4, 3), "25000.00", False, 3),
    Trouble(
        "L-101000127", "C-10100100", date(2023, 11, 18), date(2023, 5, 17), "18013000.00", True, 6
    ),
    Trouble(
        "L-101000252", "C-10100207", date(2023, 12, 1), date(2023, 8, 30), "195000.00", False, 5
    ),
    Trouble(
        "L-101000191", "C-10100155", date(2024, 2, 4), date(2023, 12, 3), "731000.00", False, 4
    ),
    Trouble(
        "L-101000346", "C-10100286", date(2024, 2, 18), date(2023, 9, 17), "935000.00", False, 5
    ),
    Trouble(
        "L-101000116", "C-10100093", date(2024, 3, 11), date(2023, 4, 10), "223000.00", False, 2
    ),
    Trouble(
        "L-101000140", "C-10100111", date(2024, 3, 25), date(2023, 6, 24), "1889000.00", False, 5
    ),
    Trouble(
        "L-101000176", "C-10100143", date(2024, 3, 30), date(2023, 12, 29), "353000.00", False, 1
    ),
    Trouble(
        "L-101000029", "C-10100024", date(2024, 5, 5), date(2023, 5, 4), "675000.00", False, 4
    ),
    Trouble(
        "L-101000282", "C-10100233", date(2024, 7, 16), date(2024, 2, 15), "1568000.00", False, 3
    ),
    Trouble(
        "L-101000215", "C-10100177", date(2025, 4, 8), date(2024, 8, 7), "109000.00", False, 1
    ),
)


def script() -> Life:
    """All acts of the officers on the demo book, day by day."""
    steps: list[Row] = []
    for on in DAYS:
        for it in TROUBLES:
            later = [each for each in DAYS if each > it.overdue_since]
            stage = later.index(on) if on in later else -1
            if not 0 <= stage < it.stages:
                continue
            about = {"loan_id": it.loan_id, "obligor_id": it.obligor_id}
            steps += [
                {**row, "on": on, "data": {**about, **row["data"]}}
                for row in STAGES[stage](it, on)
            ]
    return life_of({"people": PEOPLE, "step": steps}, "the demo's officers", "demo-officers")
