"""`postloan play` on real servers: L-4801 through six services, told, verified, and played again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from services.console.cli.lives import STORY
from services.console.lives.reading import read_life
from tests.bank import Bank
from tests.lives.playing import played as lived

ROOT = Path(__file__).parents[2]
PLAYED_S = 900.0
SHORT = ROOT / "tests" / "data" / "life-short.toml"

pytestmark = [pytest.mark.timeout(2 * PLAYED_S), pytest.mark.slow]


@dataclass(frozen=True)
class Played:
    """One bank, the story told for people, and told again as JSON."""

    bank: Bank
    told: subprocess.CompletedProcess[str]
    again: dict[str, Any]

    def step(self, day: str, words: str) -> list[str]:
        """The lines of the step of that day in whose text these words stand."""
        blocks = self.told.stdout.split("\n\n")
        [found] = [each for each in blocks if each.startswith(day) and words in each]
        return found.splitlines()


def play(bank: Bank, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "services.console.cli.main", "play", *arguments]
    return subprocess.run(
        [*command, "--data", str(bank.stack.data)],
        capture_output=True,
        text=True,
        timeout=PLAYED_S,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )


@pytest.fixture(scope="module")
def played() -> Iterator[Played]:
    with Bank() as bank:
        told = play(bank, "--lang", "both")
        assert told.returncode == 0, told.stderr + told.stdout[-2000:]
        again = play(bank, "--json")
        assert again.returncode == 0, again.stderr
        yield Played(bank, told, json.loads(again.stdout))


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2024-03-22", "QUIET_HOURS"),
        ("2024-03-23", "CALL_DETAIL_USE"),
        ("2024-03-25", "SOLO_VISIT"),
        ("2024-04-01", "FALSE_LEGAL_BASIS"),
        ("2024-07-05", "SELF_HELP_SEIZURE"),
        ("2025-10-16", "INELIGIBLE_TRANSFEREE"),
    ],
)
def test_the_six_blocked_acts_of_section_c_are_told(played: Played, day: str, code: str) -> None:
    [head, *_] = played.step(day, code)
    assert "blocked 已拦截" in head


def test_what_is_refused_is_told_with_code_and_sentence(played: Played) -> None:
    refused = [each for each in played.again["chapters"] if each.get("outcome") == "refused"]
    assert {each["code"] for each in refused} >= {"campaign_date_unreal", "claim_gone"}
    for each in refused:
        assert each["detail"] in " ".join(played.told.stdout.split())


def test_what_each_service_concluded_stands_below_the_step(played: Played) -> None:
    def told(day: str, words: str) -> str:
        return " ".join("\n".join(played.step(day, words)).split())

    frozen = told("2024-11-20", "42,300.00")
    assert "principal left 243,318.00" in frozen and "剩余本金243,318.00" in frozen
    assert "recovery 35,150.00 net" in frozen
    assert "G-ZHAO may claim 60,000.00 back" in told("2024-12-10", "60,000.00 received")
    assert "claim 266,924.00" in told("2024-07-08", "266,924.00")
    assert "88,689.75 written off" in told("2025-06-30", "written off")
    assert "claim of 95,447.91 sold" in told("2025-11-14", "95,447.91 sold")
    assert "special mention → substandard" in told("2024-06-19", "Day closed 日终")


def test_the_end_is_the_loan_as_section_c_says(played: Played) -> None:
    loan = played.again["loans"][0]
    assert loan["monitoring"]["principal_outstanding"]["amount"] == "88689.75"
    assert loan["classification"]["class"] == "loss"
    assert loan["collection"]["state"] == "CLOSED_LOSS"
    assert loan["litigation"]["stage"] == "party_substituted"
    assert loan["disposal"]["recovered_net"]["amount"] == "200350.00"
    assert loan["disposal"]["claim_sold"]["amount"] == "95447.91"
    assert "Principal outstanding 剩余本金  88,689.75 CNY" in played.told.stdout


def test_the_history_is_verified_to_the_head_of_its_chain(played: Played) -> None:
    loan, report = played.again["loans"][0], played.again["verification"][0]
    assert (report["sound"], report["found"]) == (True, 0)
    assert report["events"] == loan["history"]["events"] > 400
    assert loan["history"]["verified"] is True
    assert loan["history"]["head"] in played.told.stdout


def test_every_day_of_a_step_is_answered_as_without_servers(played: Played) -> None:
    """The loan as of each such day, by all that is known now: one process and no server say the same.

    As known on that day they may differ in what a neighbour said of it (ADR 0020).
    """
    life, town = read_life(STORY), lived(STORY.stem)
    days = sorted({step.on for step in life.steps})
    assert len(days) > 50
    for day in days:
        real = played.bank.loan("L-4801", as_of=day)
        assert real is not None
        for each in (mine := town.loan("L-4801", day)), real:
            each.pop("history")
            (each["classification"] or {}).pop("processed_at", None)
        assert real == json.loads(json.dumps(mine)), day


def test_played_again_it_says_so_and_changes_nothing(played: Played) -> None:
    again = played.again
    assert again["taken_before"] == again["steps"] == len(_steps(again)) > 80
    assert all(each["taken_before"] for each in _steps(again))
    assert again["loans"][0]["history"]["head"] in played.told.stdout  # the first play's
    assert "earlier run" not in played.told.stdout


def test_a_life_that_lies_before_the_closed_days_is_refused(played: Played) -> None:
    said = play(played.bank, str(SHORT))
    assert said.returncode == 1
    assert "Step 1 is on 2024-01-10" in said.stderr
    assert "closed up to 2025-12-31" in said.stderr and "fresh stack" in said.stderr


def _steps(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in told["chapters"] if "step" in each]
