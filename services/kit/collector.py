"""How Python's garbage collector runs in a service.

Events, states and rows hold no cycles and are not even looked at (``gc=False`` on their classes). The
default thresholds were made for programs that live on few objects; here a batch makes a hundred
thousand short-lived ones, and every look at the old ones costs time in proportion to the book.
"""

from __future__ import annotations

import gc

YOUNG_OBJECTS = 100_000
YOUNG_ROUNDS = 20
MIDDLE_ROUNDS = 20


def tune() -> None:
    """Look at young objects rarely, and never again at what was imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, YOUNG_ROUNDS, MIDDLE_ROUNDS)
