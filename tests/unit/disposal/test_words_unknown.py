"""Words that the policy does not know are refused by name, never a crash."""

from __future__ import annotations

from tests.unit.disposal.asked import assessment, routed
from tests.unit.disposal.l4801 import until_npl


def test_a_route_that_there_is_not_is_refused() -> None:
    """DIS-01 lists the routes."""
    story = until_npl()
    story.act("AssessDisposal", "2025-02-24", **assessment("D-1"))
    lottery = routed("lottery", ())
    said = story.refused("route_unknown", "SelectRoute", "2025-02-25", "manager", **lottery)
    assert "lottery" in said
