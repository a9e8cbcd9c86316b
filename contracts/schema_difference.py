"""Compares two published JSON Schemas and names what breaks.

Always a break: what was accepted is refused (tightening), what was there is gone, a type or a
format is another. For messages that we emit also the contrary: what consumers could rely on no
longer holds (a field no longer required, a new member of a closed list). An added optional field
breaks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

Node = dict[str, Any]

_ANNOTATIONS: Final = frozenset({"$schema", "$id", "$defs", "title", "description", "default"})
_STRUCTURE: Final = frozenset({"properties", "required", "items", "anyOf", "$ref"})
_LEAST: Final = ("minLength", "minimum", "minItems", "exclusiveMinimum")
_GREATEST: Final = ("maxLength", "maximum", "maxItems", "exclusiveMaximum")
_SETS: Final = {"enum": "enum_member", "x-extensible-enum": "open_member", "x-rules": "rule"}
_HANDLED: Final = (
    _ANNOTATIONS
    | _STRUCTURE
    | {*_LEAST, *_GREATEST, *_SETS, "pattern", "type", "format", "additionalProperties"}
)


class Break(NamedTuple):
    """One thing that breaks: in which released schema, where in it, what kind, a sentence."""

    schema: str
    place: str
    rule: str
    detail: str


class _Comparison:
    def __init__(self, old: Node, new: Node, emitted: bool) -> None:
        self._old_groups: Node = old.get("$defs", {})
        self._new_groups: Node = new.get("$defs", {})
        self._emitted = emitted

    def nodes(self, old: Node, new: Node, place: str) -> Iterator[Break]:
        old, old_null = _resolved(old, self._old_groups)
        new, new_null = _resolved(new, self._new_groups)
        if old_null and not new_null:
            yield Break("", place, "null_refused", "null was allowed")
        if new_null and not old_null and self._emitted:
            yield Break("", place, "null_added", "null was not possible")
        if old.get("type") != new.get("type"):
            detail = f"{old.get('type')} became {new.get('type')}"
            yield Break("", place, "type_changed", detail)
            return
        if old.get("format") != new.get("format"):
            detail = f"{old.get('format')} became {new.get('format')}"
            yield Break("", place, "format_changed", detail)
        yield from self._constraints(old, new, place)
        yield from self._fields(old, new, place)
        if "items" in old and "items" in new:
            yield from self.nodes(old["items"], new["items"], f"{place}[]")

    def _constraints(self, old: Node, new: Node, place: str) -> Iterator[Break]:
        for keyword in (*_LEAST, *_GREATEST):
            yield from self._bound(keyword, old.get(keyword), new.get(keyword), place)
        for keyword, name in _SETS.items():
            yield from self._members(keyword, name, old.get(keyword), new.get(keyword), place)
        before, after = old.get("pattern"), new.get("pattern")
        if before != after and (after is not None or self._emitted):
            yield Break("", place, "pattern_changed", f"{before} became {after}")
        if (
            old.get("additionalProperties") is not False
            and new.get("additionalProperties") is False
        ):
            yield Break("", place, "object_closed", "unknown fields were ignored")
        for keyword in sorted((set(old) | set(new)) - _HANDLED):
            if old.get(keyword) != new.get(keyword):
                yield Break("", place, "keyword_changed", f"{keyword} changed")

    def _bound(self, keyword: str, before: Any, after: Any, place: str) -> Iterator[Break]:
        if before == after:
            return
        rises = before is None or (after is not None and after > before)
        falls = before is None or (after is not None and after < before)
        tighter = rises if keyword in _LEAST else falls
        if tighter or self._emitted:
            kind = "bound_tightened" if tighter else "bound_loosened"
            yield Break("", place, kind, f"{keyword} {before} became {after}")

    def _members(
        self, keyword: str, name: str, before: Any, after: Any, place: str
    ) -> Iterator[Break]:
        old, new = set(before or ()), set(after or ())
        if keyword == "x-rules":
            old, new = new, old  # a rule more refuses more, a member more refuses less
        gone, come = sorted(old - new), sorted(new - old)
        if keyword == "enum" and before is None and after is not None:
            yield Break(
                "", place, "enum_added", f"any value was allowed, now only {sorted(after)}"
            )
        elif gone:
            word = "added" if keyword == "x-rules" else "removed"
            yield Break("", place, f"{name}_{word}", ", ".join(map(str, gone)))
        elif come and self._emitted and keyword != "x-extensible-enum":
            word = "removed" if keyword == "x-rules" else "added"
            yield Break("", place, f"{name}_{word}", ", ".join(map(str, come)))

    def _fields(self, old: Node, new: Node, place: str) -> Iterator[Break]:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed, needs = set(old.get("required", ())), set(new.get("required", ()))
        for name, node in before.items():
            at = f"{place}.{name}".lstrip(".")
            if name not in after:
                yield Break("", at, "field_removed", "the field is gone or has another name")
                continue
            if name in needs - needed:
                yield Break("", at, "field_required", "it was optional")
            if name in needed - needs and self._emitted:
                yield Break("", at, "field_optional", "it was always there")
            yield from self.nodes(node, after[name], at)
        for name in sorted(needs - set(before)):
            at = f"{place}.{name}".lstrip(".")
            yield Break("", at, "required_field_added", "earlier messages do not have it")


def _resolved(node: Node, groups: Node) -> tuple[Node, bool]:
    """The node behind references, and whether null is allowed besides."""
    null = False
    if "anyOf" in node:
        options = [each for each in node["anyOf"] if each.get("type") != "null"]
        null = len(options) < len(node["anyOf"])
        if len(options) == 1:
            extra = {key: value for key, value in node.items() if key not in ("anyOf", "default")}
            node = {**extra, **options[0]}
        else:
            node = {**node, "type": "anyOf", "x-options": options}
    if "$ref" in node:
        node = groups[node["$ref"].rpartition("/")[2]]
    return node, null


def compare(old: Node, new: Node, emitted: bool) -> list[Break]:
    """What breaks between two schemas of a message; ``emitted``: one of our services sends it."""
    return list(_Comparison(old, new, emitted).nodes(old, new, ""))
