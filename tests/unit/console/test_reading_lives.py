"""A life is read whole or not at all: each broken step is one sentence that says what to mend."""

from datetime import date
from pathlib import Path

import pytest

from services.console.lives.reading import LifeError, read_life
from tests.unit.console.asking import say

SHORT = Path(__file__).parents[2] / "data" / "life-short.toml"
HEAD = 'title = "T"\n[about]\nloan_id = "L-1"\nobligor_id = "C-1"\n'
PAID = """
[[step]]
on = 2024-02-10
say = "corebank.repayment-received.v1"
[step.data]
receipt_id = "R-1"
amount = { amount = "15180.00", currency = "CNY" }
value_date = 2024-02-10
booked_on = 2024-02-10
payer = { kind = "borrower" }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "life.toml"
    path.write_text(text, "utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(LifeError) as refused:
        read_life(written(folder, text))
    return str(refused.value)


def test_a_life_gives_its_steps_in_order_with_what_all_messages_have() -> None:
    life = read_life(SHORT)
    assert [step.number for step in life.steps] == list(range(1, 8))
    assert life.loans == ("L-9001",)
    assert life.through == date(2024, 3, 20)
    call = life.steps[2]
    assert (call.service, call.is_command, call.topic) == (
        "collection",
        True,
        "postloan.collection.commands.v1",
    )
    assert call.envelope.id == "life-short-3"
    assert (call.envelope.key, call.envelope.subject) == ("C-9001", "L-9001")
    assert not life.steps[0].is_command
    assert (life.steps[4].blocked, life.steps[5].refused) == ("QUIET_HOURS", "same_person")


def test_the_last_day_is_that_of_the_last_step_where_none_is_given(tmp_path: Path) -> None:
    life = read_life(written(tmp_path, HEAD + PAID))
    assert life.through == date(2024, 2, 10)
    assert (life.title, life.title_zh) == ("T", "T")


BROKEN = [
    ("misspelt head", "titel = 'x'\n" + PAID, ("the head has a field 'titel'", "title_zh")),
    (
        "misspelt step",
        HEAD + PAID.replace("say =", "says ="),
        ("step 1 has a field 'says'", "known are blocked, by, data, en"),
    ),
    (
        "misspelt field of the message",
        HEAD + PAID.replace("receipt_id", "reciept_id"),
        ("step 1 (corebank.repayment-received.v1): receipt_id", "(rule "),
    ),
    (
        "amount that is none",
        HEAD + PAID.replace('"15180.00"', '"15180.0"'),
        ("step 1 (corebank.repayment-received.v1): amount", "15180.0", "(rule "),
    ),
    (
        "unknown type",
        HEAD + PAID.replace("repayment-received", "repayment-recieved"),
        ("step 1: say 'corebank.repayment-recieved.v1' is no message of core banking",),
    ),
    (
        "a reply is not to be said",
        HEAD + PAID.replace("corebank.repayment-received", "postloan.collection.case-opened"),
        ("step 1: say 'postloan.collection.case-opened.v1' is no message of core banking",),
    ),
    (
        "date in quotes",
        HEAD + PAID.replace("on = 2024-02-10\nsay", 'on = "2024-02-10"\nsay'),
        ("step 1: on '2024-02-10' must be a date, written 2024-12-31 without quotes",),
    ),
    (
        "an instant for a date",
        HEAD + PAID.replace("on = 2024-02-10\nsay", "on = 2024-02-10T08:00:00\nsay"),
        ("step 1: on datetime.datetime(2024, 2, 10, 8, 0) must be a date",),
    ),
    ("no day", HEAD + PAID.replace("on = 2024-02-10\nsay", "say"), ("step 1: on None must be",)),
    (
        "a day backwards",
        HEAD + PAID + PAID.replace("on = 2024-02-10\nsay", "on = 2024-02-09\nsay"),
        ("step 2: on 2024-02-09 lies before 2024-02-10 of the step before it",),
    ),
    (
        "an id twice",
        HEAD + 2 * PAID.replace("say =", 'id = "M-1"\nsay ='),
        ("step 1: id 'M-1' stands twice", "step 2: id 'M-1' stands twice"),
    ),
    ("no step", HEAD, ("It needs at least one [[step]]",)),
    (
        "steps that are none",
        HEAD.replace("[about]", "step = 3\n[about]"),
        ("at least one [[step",),
    ),
    ("about that is no table", "about = 3\n" + PAID, ("about: a table of fields",)),
    ("a title that is no text", "title = 3\n" + PAID, ("title 3: a text",)),
    ("through in quotes", "through = 'soon'\n" + PAID, ("through 'soon': a date",)),
    (
        "a number for a text",
        HEAD + PAID.replace("say =", "en = 3\nsay ="),
        ("step 1: en 3 must be a text",),
    ),
    (
        "data that is no table",
        HEAD + PAID.partition("[step.data]")[0] + "data = 3\n",
        ("step 1: data 3 must be a table",),
    ),
    ("no TOML", "title = \n", ("is not a TOML document", "line 1")),
    (
        "a step that no rule knows both ways",
        HEAD + PAID.replace("say =", 'refused = "a"\nblocked = "B"\nsay ='),
        ("step 1: refused 'a' and blocked 'B'", "one of them"),
    ),
    (
        "a person that nobody named",
        HEAD + PAID.replace("say =", 'by = "chen"\nsay ='),
        ("step 1: by 'chen' is not among people",),
    ),
    (
        "a fact that shall be refused",
        HEAD + PAID.replace("say =", 'refused = "a"\nsay ='),
        ("step 1: refused 'a'", "core banking's messages are never refused"),
    ),
    (
        "a day that core banking closes itself",
        HEAD + '[[step]]\non = 2024-02-10\nsay = "corebank.business-day-closed.v1"\n'
        "data = { business_date = 2024-02-10 }\n",
        ("step 1: say 'corebank.business-day-closed.v1'", "closed by who plays the life"),
    ),
]


@pytest.mark.parametrize(
    ("text", "words"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_what_is_wrong_is_named_with_its_place(
    tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    said = refusal(tmp_path, text)
    assert str(tmp_path / "life.toml") in said
    for each in words:
        assert each in said, said
    assert "Traceback" not in said


def test_every_broken_step_is_named_at_once(tmp_path: Path) -> None:
    wrong = PAID.replace("receipt_id", "reciept_id")
    said = refusal(tmp_path, HEAD + wrong + PAID.replace("say =", 'id = "x"\nsay =') + wrong)
    assert "step 1 " in said and "step 3 " in said and "step 2" not in said


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "life.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(LifeError, match="can't be read"):
        read_life(path)


def test_the_command_refuses_a_broken_life_before_it_looks_for_a_stack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, "play", str(written(tmp_path, HEAD + PAID.replace("say =", "says ="))))
    assert said.code == 2
    assert "step 1 has a field 'says'" in said.err


def test_a_life_needs_a_stack_or_leave_to_start_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, "play", str(SHORT), "--data", str(tmp_path / "none"))
    assert (said.code, "No stack is running" in said.err) == (1, True)
    said = say(capsys, "play", str(SHORT), "--run", "--temporary")
    assert (said.code, "choose one of them" in said.err) == (2, True)
