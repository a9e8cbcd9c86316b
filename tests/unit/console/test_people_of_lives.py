"""Who says a step of a life, with whose agreement, and why: ``people``, ``by``, ``with``, ``en``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services.console.lives.reading import LifeError, read_life

LIFE = """
[about]
loan_id = "L-1"
obligor_id = "C-1"
[people]
chen = "collector"
wei = "branch_manager"
[[step]]
on = 2024-03-21
say = "postloan.collection.add-blacklist-entry.v1"
{step}
[step.data]
entry_id = "BL-1"
ground = "separate_decision"
scope = "no_lending"
review_on = "2026-03-21"
notice_id = "BN-1"
{data}
"""


def said(folder: Path, step: str, data: str = "") -> Any:
    path = folder / "life.toml"
    path.write_text(LIFE.format(step=step, data=data), encoding="utf-8")
    (only,) = read_life(path).steps
    return only.message


def test_a_step_is_said_by_one_with_the_agreement_of_another(tmp_path: Path) -> None:
    message = said(tmp_path, 'by = "chen"\nwith = "wei"\nen = "He is listed."')
    assert (message.requested_by, message.role) == ("chen", "collector")
    assert (message.approved_by, message.approver_role) == ("wei", "branch_manager")
    assert message.reason == "He is listed."


def test_what_the_step_gives_itself_stands(tmp_path: Path) -> None:
    given = 'reason = "by decision 7"\nrole = "specialist"'
    message = said(tmp_path, 'by = "chen"\nen = "He is listed."', given)
    assert (message.reason, message.role, message.approved_by) == (
        "by decision 7",
        "specialist",
        None,
    )


@pytest.mark.parametrize("name", ["by", "with"])
def test_nobody_unknown_may_speak_or_agree(tmp_path: Path, name: str) -> None:
    with pytest.raises(LifeError, match=rf"step 1: {name} 'li' is not among people \(chen, wei\)"):
        said(tmp_path, f'{name} = "li"\nen = "He is listed."')


def test_a_role_is_a_word(tmp_path: Path) -> None:
    path = tmp_path / "life.toml"
    path.write_text('[people]\nchen = 7\n[[step]]\non = 2024-03-21\nsay = "x"', encoding="utf-8")
    with pytest.raises(LifeError, match="people: a table of officers, each with a role"):
        read_life(path)
