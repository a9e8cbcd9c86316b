"""A life is read whole or not at all: each broken step is one sentence that says what to mend."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from services.console.lives.reading import LifeError, read_life

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
LENT = """
[[step]]
on = 2024-01-10
say = "corebank.loan-disbursed.v1"
[step.data]
obligor_kind = "small_micro"
product = "micro_business"
principal = { amount = "15000.00", currency = "CNY" }
disbursed_on = 2024-01-10
matures_on = 2024-03-10
security = "credit"
[[step.data.schedule]]
number = 1
due_on = 2024-03-10
principal = { amount = "15000.00", currency = "CNY" }
interest = { amount = "90.00", currency = "CNY" }
fee = { amount = "0.00", currency = "CNY" }
"""
CALLED = """
[[step]]
on = 2024-02-10
say = "postloan.collection.withdraw-promise.v1"
en = "He takes it back"
data = { promise_id = "P-1", requested_by = "chen", role = "collector" }
"""
LAST = date(2099, 12, 31)
BEYOND = LAST + timedelta(days=1)


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
        "an end that is none",
        HEAD + PAID.replace("say =", 'ends = "lost"\nsay ='),
        ("step 1: ends 'lost': a fact that is not taken is repeated or set_aside.",),
    ),
    (
        "a command's end",
        HEAD + CALLED.replace("say =", 'ends = "repeated"\nsay ='),
        ("ends 'repeated': a command is taken, refused or blocked.",),
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
    ("too deep", f"x = {'[' * 5000}\n", ("is nested too deeply",)),
    ("too long a number", f"x = {'9' * 5000}\n", ("is not a TOML document", "4300 digits")),
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
        "a refusal that no service knows",
        HEAD + CALLED.replace("say =", 'refused = "no_such_code"\nsay ='),
        ("step 1: refused 'no_such_code' is not a code",),
    ),
    (
        "a blocked act that no gate knows",
        HEAD + CALLED.replace("say =", 'blocked = "NO_SUCH"\nsay ='),
        ("step 1: blocked 'NO_SUCH' is not a code",),
    ),
    (
        "an empty refusal",
        HEAD + CALLED.replace("say =", 'refused = ""\nsay ='),
        ("step 1: refused '' is not a code",),
    ),
    (
        "an empty id",
        HEAD + PAID.replace("say =", 'id = ""\nsay ='),
        ("step 1: id ''", "(rule attribute_missing)"),
    ),
    (
        "an id that is too long",
        HEAD + PAID.replace("say =", f'id = "{"x" * 257}"\nsay ='),
        ("step 1: id 'xxx", "longer than 256 bytes", "(rule attribute_format)"),
    ),
    (
        "a command's id that its reply can't repeat",
        HEAD + CALLED.replace("say =", f'id = "{"x" * 129}"\nsay ='),
        ("step 1: id 'xxx", "1 to 128 characters", "(rule identifier_format)"),
    ),
    (
        "a command's id with a blank",
        HEAD + CALLED.replace("say =", 'id = "call 1"\nsay ='),
        ("step 1: id 'call 1'", "(rule identifier_format)"),
    ),
    (
        "a day of long ago",
        HEAD + PAID.replace("on = 2024-02-10\nsay", "on = 1899-12-31\nsay"),
        ("step 1: on '1899-12-31'", "between the years 1900 and 2199", "(rule date_format)"),
    ),
    (
        "a day of never",
        HEAD + PAID.replace("on = 2024-02-10\nsay", "on = 9999-12-31\nsay"),
        ("step 1: on '9999-12-31'", "(rule date_format)"),
    ),
    (
        "a step after the last that the contract takes",
        HEAD + PAID.replace("on = 2024-02-10\nsay", f"on = {BEYOND}\nsay"),
        (f"step 1: on {BEYOND} lies after {LAST}", "none after 2099"),
    ),
    (
        "days after the last that the contract takes",
        f"through = {BEYOND}\n" + HEAD + PAID,
        (f"through {BEYOND} lies after {LAST}", "none after 2099"),
    ),
    (
        "an end before the last step",
        "through = 2024-02-09\n" + HEAD + PAID,
        ("through 2024-02-09 lies before 2024-02-10, the day of the last step",),
    ),
    (
        "a step before its loan",
        HEAD + PAID.replace("on = 2024-02-10\nsay", "on = 2024-01-09\nsay") + LENT,
        ("step 1: on 2024-01-09 lies before 2024-01-10, the first day of L-1",),
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


def test_what_lies_on_the_line_is_taken(tmp_path: Path) -> None:
    longest = HEAD + PAID.replace("say =", f'id = "{"x" * 256}"\nsay =')
    assert len(read_life(written(tmp_path, longest)).steps[0].envelope.id) == 256
    named = CALLED.replace("say =", f'id = "{"x" * 128}"\nrefused = "promise_not_open"\nsay =')
    (step,) = read_life(written(tmp_path, f"through = {LAST}\n" + HEAD + named)).steps
    assert (len(step.envelope.id), step.refused) == (128, "promise_not_open")
    ended = read_life(written(tmp_path, "through = 2024-02-10\n" + HEAD + LENT + PAID))
    assert ended.through == ended.steps[-1].on


def test_a_fact_may_be_said_again(tmp_path: Path) -> None:
    again = PAID.replace("say =", 'ends = "repeated"\nsay =')
    life = read_life(written(tmp_path, HEAD + LENT + PAID + again))
    assert [step.ends for step in life.steps] == [None, None, "repeated"]


def test_every_broken_step_is_named_at_once(tmp_path: Path) -> None:
    wrong = PAID.replace("receipt_id", "reciept_id")
    said = refusal(tmp_path, HEAD + wrong + PAID.replace("say =", 'id = "x"\nsay =') + wrong)
    assert "step 1 " in said and "step 3 " in said and "step 2" not in said


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "life.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(LifeError, match="can't be read"):
        read_life(path)
