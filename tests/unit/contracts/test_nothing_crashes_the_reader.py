"""Whatever arrives, the answer is a message or a contract error: never another exception."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.catalogue import MODELS, parse
from contracts.envelope import _READERS, read_headers
from contracts.errors import RULES, ContractError
from contracts.feed import examine
from tests.unit.contracts.samples import CORPUS, GOOD_LINES

ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["2024-02-29", "1.00", "CNY", "-1", "1e3", "\x00", "\ufeff", "9" * 5000]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(node: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    steps = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node if isinstance(node, list) else [])
    )
    for step, child in steps:
        found += places(child, (*path, step))
    return found


@st.composite
def spoilt(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """The document with one place replaced by anything, or removed."""
    changed = json.loads(json.dumps(document))
    *path, last = draw(st.sampled_from(places(changed)))
    node = changed
    for step in path:
        node = node[step]
    if draw(st.booleans()):
        node[last] = draw(ANY)
    else:
        del node[last]
    return changed


def sound(error: ContractError) -> None:
    for each in (error, *error.others):
        assert each.rule in RULES
        assert each.field
        assert len(each.value) <= 80
        assert str(each).isprintable()


@pytest.mark.parametrize("ce_type", MODELS)
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_a_spoilt_payload(ce_type: str, data: st.DataObject) -> None:
    document = json.loads((CORPUS / ce_type / "1.json").read_text("utf-8"))
    payload = json.dumps(data.draw(spoilt(document))).encode()
    try:
        message = parse(ce_type, payload)
    except ContractError as error:
        sound(error)
    else:
        assert parse(ce_type, message.to_payload()) == message


@given(st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_bytes_as_payload(payload: bytes) -> None:
    for ce_type in ("corebank.business-day-closed.v1", "corebank.repayment-received.v1"):
        with pytest.raises(ContractError) as raised:
            parse(ce_type, payload)
        sound(raised.value)


@given(
    key=st.none() | st.binary(max_size=8),
    headers=st.lists(
        st.tuples(
            st.sampled_from(["ce_specversion", *_READERS]) | st.text(max_size=5),
            st.none()
            | st.binary(max_size=14)
            | st.sampled_from([b"1.0", b"2024-06-19", b"000000000001", b"7", b"\xff", b"\0"]),
        ),
        max_size=12,
    ),
    complete=st.booleans(),
)
@settings(max_examples=500, deadline=None)
def test_any_headers(
    key: bytes | None, headers: list[tuple[str, bytes | None]], complete: bool
) -> None:
    base: list[tuple[str, bytes | None]] = [
        ("ce_specversion", b"1.0"),
        ("ce_id", b"e"),
        ("ce_source", b"s"),
        ("ce_type", b"t"),
        ("ce_businessdate", b"2024-06-19"),
    ]
    try:
        envelope = read_headers(key, [*(base if complete else []), *headers])
    except ContractError as error:
        sound(error)
    else:
        assert "\0" not in "".join(
            value
            for name in envelope.__struct_fields__
            if isinstance(value := getattr(envelope, name), str)
        )


@pytest.mark.parametrize("number", range(len(GOOD_LINES)))
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_a_spoilt_line(number: int, data: st.DataObject) -> None:
    raw = json.dumps(data.draw(spoilt(GOOD_LINES[number]))).encode()
    examined = examine(1, raw)
    for error in examined.errors:
        sound(error)
    assert bool(examined.errors) == (examined.envelope is None or examined.message is None)


@given(st.binary(max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_bytes_as_line(raw: bytes) -> None:
    for error in examine(1, raw).errors:
        sound(error)
