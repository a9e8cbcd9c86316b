"""Which line a call goes to: one number is one line, however it is written (CC-03).

All digits count, whatever stands between them. Before a number of this country stands its country code or
nothing, then perhaps a trunk zero; digits beyond the longest number are an extension of the line. A foreign
number keeps its code. Not found: a prefix that an exchange takes before the number, an extension of a
number that is shorter than the longest.
"""

from __future__ import annotations

import unicodedata
from itertools import takewhile

from services.collection.policy import Gate
from services.kit.domain import plain_name

ABROAD, TRUNK = "+", "0"


def line(written: str, gate: Gate) -> str:
    """The line that is written; what has no digit is compared as a name."""
    text = unicodedata.normalize("NFKC", written)
    digits = "".join(str(unicodedata.decimal(each)) for each in text if each.isdecimal())
    if not digits:
        return plain_name(written)
    abroad = ABROAD in takewhile(lambda each: not each.isdecimal(), text)
    if digits.startswith(TRUNK * 2):
        abroad, digits = True, digits[2:]
    most = gate.line_digits.value
    for code in gate.country_code.codes:
        if digits.startswith(code) and (abroad or len(digits) > most):
            abroad, digits = False, digits.removeprefix(code)
    return ABROAD + digits if abroad else (digits.lstrip(TRUNK) or TRUNK)[:most]
