"""Officers' commands against the states of catalogue B: what is taken, and the code of every refusal.

Each service's ``tests/unit/<service>/test_wrong_state.py`` brings its stream into each state and
answers for each command; ``Table.check`` puts the command to all of them, through the contract and
the service's own reaction, as Kafka would bring it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from contracts.catalogue import parse
from contracts.envelope import Envelope
from services.kit.domain import Rejected
from tests.lives.scenes import COMMANDS
from tests.town import rules

CORPUS = Path(__file__).parents[1] / "contracts" / "corpus"
OF_ALL = {"loan_id", "obligor_id", "requested_by", "role", "reason", "assessment", "done_on"} | {
    "approved_by",
    "approver_role",
}
TAKEN, BLOCKED, WRONG = "taken", "blocked", "wrong_state"
NAMED_RULE = re.compile(r"\([^()]*\b([A-Z]{2,5}-[0-9A-Z]+|[BC]\.[1-6])\b[^()]*\)")
"""The rule behind a refusal, of the catalogue or of the regulations."""


class Standing(NamedTuple):
    """A stream as it stands on the business day ``day``."""

    stream: Any
    day: date


Codes = dict[str, tuple[str, ...]]


class Answer(NamedTuple):
    """``taken``: the states in which the command is right. ``codes``: by code, the states that refuse
    it by another one than ``otherwise``."""

    taken: Collection[str] = ()
    codes: Mapping[str, Collection[str]] = {}
    otherwise: str = ""


@dataclass(frozen=True)
class Table:
    """One state machine. ``about``: which loan of whom; ``fields``: those of each command but for who
    asks, right but for the state: ``{day}`` stands for the business day, a ``timedelta`` for the
    day so much later.
    ``elsewhere``: states that refuse by a code of their own what has no other answer in them.
    ``words``: how a refusal calls a state that it calls otherwise than the table.
    """

    service: str
    about: Mapping[str, Any]
    states: Mapping[str, Callable[[], Standing]]
    fields: Mapping[str, Mapping[str, Any]]
    answers: Mapping[str, Answer]
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)

    def standing(self, state: str) -> Standing:
        """The stream in this state; built once, since states never change."""
        if state not in self.standings:
            self.standings[state] = self.states[state]()
        return self.standings[state]

    def expected(self, command: str, state: str) -> str:
        """``taken``, ``blocked`` or the code of the refusal."""
        answer = self.answers[command]
        if state in answer.taken:
            return TAKEN
        for code, states in answer.codes.items():
            if state in states:
                return code
        return answer.otherwise or self.elsewhere.get(state, WRONG)

    def refused(self) -> Iterator[tuple[str, str]]:
        """Each command and state with a refusal."""
        for command in self.answers:
            for state in self.states:
                if self.expected(command, state) not in (TAKEN, BLOCKED):
                    yield command, state

    def put(self, command: str, state: str) -> tuple[str, str]:
        """What becomes of it, and the sentence of a refusal."""
        try:
            made = [type(event).__name__ for event in self._made(command, state)]
        except Rejected as refused:
            return refused.code, refused.detail
        assert made, f"{command} in {state} is neither taken nor refused"
        return BLOCKED if "ProhibitedActionBlocked" in made else TAKEN, ""

    def after(self, command: str, state: str) -> Standing:
        """The stream when it was taken; ``Rejected`` when it is not."""
        stream, day = self.standing(state)
        for event in self._made(command, state):
            stream = rules()[self.service].decider.evolve(stream, event)
        return Standing(stream, day)

    def _made(self, command: str, state: str) -> list[Any]:
        """The events that it makes, as Kafka would bring it."""
        stream, day = self.standing(state)
        service, type_ = rules()[self.service], f"postloan.{self.service}.{command}.v1"
        signed = self._signed(type_) | {**self.about, **self.fields[command]}
        data = _dated(signed, day)
        message = parse(type_, json.dumps(data).encode())
        made: list[Any] = []
        for _, asked in service.react(message, Envelope("1", "/x", type_, day), day):
            made += service.decider.decide(asked, stream, service.policies)
        for event in made:
            word = service.publish(event, self.about["obligor_id"])
            if word is not None:  # as the others would read it
                parse(word.TYPE, word.to_payload())
        return made

    def _signed(self, type_: str) -> dict[str, str]:
        """Who asks and who agrees, in the roles that the policy names first."""
        rule = rules()[self.service].policies.editions[-1].acts[type_.split(".")[2]]
        signed = {"requested_by": "chen", "role": rule.roles[0]}
        signed |= dict.fromkeys(("reason", "assessment"), "as the file says")
        if rule.approvers:
            signed |= {"approved_by": "zhou", "approver_role": rule.approvers[0]}
        known = COMMANDS[type_].model_fields
        return {name: value for name, value in signed.items() if name in known}

    def _values(self, command: str, state: str) -> Iterator[str]:
        """Its fields but for who asks, and what they say."""
        type_ = COMMANDS[f"postloan.{self.service}.{command}.v1"]
        yield from set(type_.model_fields) - {*self.about, *self._signed(type_.TYPE)}
        yield from _texts(_dated(self.fields[command], self.standing(state).day))

    def check(self, command: str) -> None:
        """What becomes of it in each state; each refusal says what stands there and by which rule."""
        self.check_codes(command)
        self.check_sentences(command)

    def check_codes(self, command: str) -> None:
        """What becomes of it in each state."""
        other = {}
        for state in self.states:
            code, expected = self.put(command, state)[0], self.expected(command, state)
            if code != expected:
                other[state] = code, expected
        assert not other, f"{command}, by state (found, expected): {other}"

    def check_sentences(self, command: str) -> None:
        """Each refusal names the state, or a field, or what stood there, and the rule."""
        for state in self.states:
            code, said = self.put(command, state)
            if code in (TAKEN, BLOCKED):
                continue
            assert NAMED_RULE.search(said), f"{command} in {state} names no rule: {said}"
            words = self.words.get(state, state.partition(":")[0])
            named = (words, self.about["loan_id"], *self._values(command, state))
            assert any(each in said for each in named), f"{command} in {state}: {said}"


def example(service: str, command: str, **changed: Any) -> dict[str, Any]:
    """The contract's own example of a command, but for who asks about what and when."""
    path = CORPUS / f"postloan.{service}.{command}.v1" / "1.json"
    data: dict[str, Any] = json.loads(path.read_text())
    return {name: value for name, value in data.items() if name not in OF_ALL} | changed


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, Mapping) else ():
        yield from _texts(each)
    for each in value if isinstance(value, list | tuple) else ():
        yield from _texts(each)


def _dated(value: Any, day: date) -> Any:
    if isinstance(value, timedelta):
        return (day + value).isoformat()
    if isinstance(value, str):
        return value.replace("{day}", day.isoformat())
    if isinstance(value, Mapping):
        return {name: _dated(each, day) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_dated(each, day) for each in value]
    return value
