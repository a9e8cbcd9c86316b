"""One thing has one word in each language: the console's tables against each other and the services'."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from contracts.catalogue import MODELS
from contracts.message import Group
from services.audit.registry import REGISTRY
from services.collection.domain import words as collection
from services.console.cli import history_sheets
from services.console.cli.output import Output
from services.console.cli.words import WORDS, field_name
from services.console.words import CODES, words_of
from services.console.words.events import EVENTS
from services.console.words.fields import FIELDS
from services.kit.conduct.shape import PACKS as CONDUCT_PACKS
from services.kit.conduct.shape import ConductPolicy
from services.kit.kit_events import KIT_EVENTS
from services.kit.policy import load_book
from services.litigation.domain import words as litigation
from services.monitoring.domain import words as monitoring
from tests.architecture import machines, more_machines
from tests.architecture.asking import BACK, START
from tests.architecture.sources import SERVICES
from tests.architecture.test_docs import glossary, quoted

Words = Mapping[str, tuple[str, str]]
NUMBERED = {f"M{number}" for number in range(1, 7)} | {"M7+"}
"""Arrears stages, which are their own words."""
SENTENCES = {"items.py"}
"""Sentences that explain a work item by its reason are no names of it."""
CHINESE = re.compile("[\u4e00-\u9fff]")


def plain(words: tuple[str, str] | None) -> tuple[str, str] | None:
    """Headings begin with a capital, values do not."""
    return words and (words[0].lower(), words[1])


# -- one table ----------------------------------------------------------------------------------


def written() -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Every pair of English and Chinese in a table of the console, with its file and key."""
    for path in sorted((SERVICES / "console").rglob("*.py")):
        if path.name in SENTENCES:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Dict):
                continue
            for key, value in zip(node.keys, node.values, strict=True):
                if not isinstance(key, ast.Constant) or not isinstance(value, ast.Tuple):
                    continue
                texts = [each.value for each in value.elts if isinstance(each, ast.Constant)]
                if len(texts) == 2 and CHINESE.search(str(texts[1])):
                    yield path.name, str(key.value), (str(texts[0]), str(texts[1]))


def test_no_code_has_two_words_in_a_language() -> None:
    seen: dict[str, tuple[str, tuple[str, str]]] = {}
    for file, code, words in written():
        where, known = seen.setdefault(code, (file, words))
        assert plain(known) == plain(words), f"{code}: {known} in {where}, {words} in {file}"
    assert len(seen) > 700


def test_no_table_names_a_code_twice() -> None:
    files = {path.name for path in (SERVICES / "console" / "words").glob("*.py")}
    keys = [code for file, code, _ in written() if file in files]
    assert [code for code in keys if keys.count(code) > 1] == []


def test_a_code_of_a_section_differs_from_the_code_alone() -> None:
    for key, words in CODES.items():
        section, dot, code = key.rpartition(".")
        if dot and not section.endswith("-"):
            assert CODES.get(code) != words, f"{key} says what {code} says"


@pytest.mark.parametrize(
    ("table", "section"),
    [
        (monitoring.SIGNALS, "codes"),
        (monitoring.MEASURES, "measures"),
        (litigation.ENDED, "SuitEnded"),
        (collection.WORDS, "reason"),
    ],
)
def test_a_service_and_the_console_call_a_thing_by_the_same_word(
    table: Words, section: str
) -> None:
    shared = {code for code in table if words_of(code, section)}
    assert shared
    for code in shared:
        assert plain(words_of(code, section)) == plain(table[code]), code


def test_the_words_of_the_glossary_and_of_the_law() -> None:
    chinese = {code: words[1] for code, words in ({**CODES, **WORDS}).items()}
    assert chinese["stage.letter"] == "律师函"
    assert chinese["letter"] == "信函"
    assert chinese["dormant"] == "终结本次执行"
    assert chinese["joint"] == "连带责任保证"
    assert chinese["plans"] == "还款方案"
    assert collection.WORDS["plan_part"][1] == "还款方案分期到期"


# -- nothing without a word ---------------------------------------------------------------------


def members(shape: Any, extras: Mapping[str, Any]) -> Iterator[str]:
    """Texts of the closed and open lists in an annotation."""
    for each in (extras, *(getattr(m, "json_schema_extra", None) for m in notes(shape))):
        yield from each.get("x-extensible-enum", ()) if isinstance(each, dict) else ()
    for each in literals(shape):
        if isinstance(each, str):
            yield each


def notes(shape: Any) -> Iterator[Any]:
    yield from getattr(shape, "__metadata__", ())
    for each in get_args(shape):
        yield from notes(each)


def literals(shape: Any) -> Iterator[Any]:
    if get_origin(shape) is Literal:
        yield from get_args(shape)
        return
    for each in get_args(shape):
        yield from literals(each)


def groups(shape: Any) -> Iterator[type[Group]]:
    if isinstance(shape, type) and issubclass(shape, Group):
        yield shape
    for each in get_args(shape):
        yield from groups(each)


def of_contract() -> set[tuple[str, str]]:
    """(field, member) of every list in a message."""
    found: set[tuple[str, str]] = set()
    left: list[type[Group]] = list(MODELS.values())
    seen: set[type[Group]] = set()
    while left:
        model = left.pop()
        if model in seen:
            continue
        seen.add(model)
        for name, field in model.model_fields.items():
            extras = field.json_schema_extra
            found |= {
                (name, each)
                for each in members(field.annotation, extras if isinstance(extras, dict) else {})
            }
            left += groups(field.annotation)
    return found


def of_events() -> set[tuple[str, str]]:
    """(field, member) of every closed list in a stored event."""
    return {
        (name, each)
        for kind in REGISTRY.kinds
        for event in kind.decider.events
        for name, shape in get_type_hints(event).items()
        if name in event.__struct_fields__
        for each in literals(shape)
        if isinstance(each, str)
    }


def of_the_gate() -> set[tuple[str, str]]:
    """What a blocked act may say of the act."""
    editions = load_book(CONDUCT_PACKS / "cn", ConductPolicy).editions
    return {
        (name, each)
        for edition in editions
        for name, kept in edition.kept.items()
        for each in kept.codes
    } | {("channel", "other"), ("channel", "none")}


def of_the_machines() -> set[tuple[str, str]]:
    """The states of B.3 to B.6 that the sheets print, with the section under which they do."""
    return {
        (section, state)
        for section, machine in SHOWN
        for move in machine().moves
        for state in (move.before, move.after)
        if state not in (START, BACK)
    }


SHOWN = (
    ("state", more_machines.collection_case),
    ("state", more_machines.promise),
    ("state", more_machines.plan),
    ("phone_stage", more_machines.phone_case),
    ("guarantor", machines.guarantor),
    ("state", machines.collateral),
    ("stage", machines.legal_case),
    ("state", machines.measure),
    ("state", machines.disposal_case),
)


@pytest.mark.parametrize("lists", [of_contract, of_events, of_the_gate, of_the_machines])
def test_every_value_of_every_list_has_words_in_both_languages(lists: Any) -> None:
    listed = lists()
    assert len(listed) > 20
    without = {
        (field, each)
        for field, each in listed
        if each not in NUMBERED | set(WORDS)
        and words_of(each, field.removeprefix("previous_")) is None
    }
    assert without == set()


def test_a_code_that_means_two_things_is_told_by_its_section() -> None:
    out = Output(lang="zh")
    assert out.code("letter", "stage") == "律师函"
    assert out.code("letter") == "信函"
    assert out.code("withdrawn", "SuitEnded") == "撤回起诉"
    assert out.code("withdrawn") == "已撤回"


# -- events and fields --------------------------------------------------------------------------


def test_every_stored_event_has_the_name_that_the_glossary_gives_it() -> None:
    stored = {each.__name__ for kind in REGISTRY.kinds for each in kind.decider.events}
    stored |= {each.__name__ for each in KIT_EVENTS}
    assert set(EVENTS) == stored
    lines = [(line.word, quoted(line.code) & stored) for line in glossary()]
    alone = {next(iter(events)): word for word, events in lines if len(events) == 1}
    alone = {event: word for event, word in alone.items() if ", " not in word}
    assert len(alone) > 150
    for event, word in alone.items():
        assert EVENTS[event] == re.sub(r" \((.*)\)", r"（\1）", word), event


def test_an_event_and_what_it_is_as_a_contact_have_one_name() -> None:
    shared = set(EVENTS) & set(CODES)
    assert {each: EVENTS[each] for each in shared} == {each: CODES[each][1] for each in shared}


def test_every_field_that_history_tells_has_a_name_and_no_heading_is_copied() -> None:
    told = {name: field_name(name, "zh") for name in history_sheets._TELLING}
    assert [name for name, word in told.items() if not CHINESE.search(word)] == []
    shared = set(FIELDS) & set(WORDS)
    assert [each for each in shared if FIELDS[each] == WORDS[each][1]] == []


def test_a_number_in_history_is_not_called_an_instalment() -> None:
    """It is one where a schedule tells it, and the publisher's entry where a fact does."""
    assert field_name("number", "zh") == "序号"
