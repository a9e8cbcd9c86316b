"""The headers that only our own relays set: which numbers and links they may hold.

All of them are stored or compared as they come, so what no relay can have sent is refused here: a
shard that there is not, a number beyond the database's, a link that is no hash.
"""

from __future__ import annotations

import re

SHARDS = 16
"""So many shards there are, for the life of a key (``services.kit.sharding``)."""
LONGEST_ACTOR = 4 * (128 + len("+") + 128)
"""Bytes of the persons who order something: two numbers of 128 characters, four bytes each at most."""
_DIGITS_MAX = 19
_NUMBER_MAX = 2**63 - 1
_link = re.compile(rb"[0-9a-fA-F]{64}").fullmatch


def text(value: bytes) -> str:
    """UTF-8 without the character U+0000, which no database keeps."""
    if 0 in value:  # as a number: eight times as fast as b"\\0"
        raise ValueError("it holds the character U+0000")
    return value.decode()


def number(value: bytes) -> int:
    """A clock, or the position before the first: 0 and more."""
    if not value.isdigit() or len(value) > _DIGITS_MAX or (found := int(value)) > _NUMBER_MAX:
        raise ValueError(f"it is not a whole number of at most 19 digits, up to {_NUMBER_MAX}")
    return found


def position(value: bytes) -> int:
    """A place in a shard. One below the first would pass for a message that was taken long ago."""
    found = number(value)
    if not found:
        raise ValueError("positions begin with 1")
    return found


def shard(value: bytes) -> int:
    """The number of a shard."""
    found = number(value)
    if found >= SHARDS:
        raise ValueError(f"there are the shards 0 to {SHARDS - 1}")
    return found


def link(value: bytes) -> str:
    """The hash that an event's chain has come to."""
    if _link(value) is None:
        raise ValueError("it is not 64 hexadecimal digits")
    return value.decode()


def actor(value: bytes) -> str:
    """Who orders something."""
    if len(value) > LONGEST_ACTOR:
        raise ValueError(f"it is longer than {LONGEST_ACTOR} bytes")
    return text(value)
