"""Assets taken for debt, on the bank's side: in kind while held, then money and a loss (POL-24).

The debt that an asset paid is counted once, as in kind. When the asset becomes money, or a fixed
asset of the bank, it leaves that form: its net goes to recovery, what is missing is the loss on
holding it (below zero a gain). Rent is income beside it until then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Moved = tuple[str, str | None, str, int]
"""What, from where, to where, how much in minor units."""


@dataclass
class Asset:
    """One asset or stake. Amounts in minor units; ``net`` None while it is held."""

    name: str
    reduced: int
    received_on: str
    income: int = 0
    net: int | None = None
    loss: int = 0
    ended_on: str | None = None


@dataclass
class Assets:
    """All assets of a loan, and the sale of the claim itself."""

    found: dict[tuple[str, str], Asset] = field(default_factory=dict)
    """By kind (asset or equity) and name."""
    price: int = 0
    loss_on_sale: int = 0

    @property
    def held(self) -> int:
        """The debt paid by what is still held."""
        return sum(each.reduced for each in self.found.values() if each.net is None)

    @property
    def net(self) -> int:
        """What assets have brought, net of their costs."""
        return sum(each.net or 0 for each in self.found.values())

    @property
    def holding_loss(self) -> int:
        """What they brought less than the debt they paid."""
        return sum(each.loss for each in self.found.values())

    def moved(self, type_: str, event: Any) -> Iterator[Moved]:
        """What an event of disposal moves here."""
        match type_:
            case "disposal.AssetReceivedInSatisfaction":
                self._take("asset", event.asset_id, event.debt_reduced.minor, event)
            case "disposal.DebtConvertedToEquity":
                self._take("equity", event.equity_id, event.amount.minor, event)
            case "disposal.RentReceived":
                income = event.gross.minor - event.cost.minor
                self._of(event).income += income
                yield "rent", None, "income", income
            case "disposal.RepossessedAssetSold":
                yield from self._end(event, event.net.minor, "asset_sold")
            case "disposal.OwnUseApproved":
                yield from self._end(event, event.booked_value.minor, "own_use")

    def _of(self, event: Any) -> Asset:
        """The asset; of one that was not yet taken by the day asked about, nothing is known."""
        name = event.asset_id
        return self.found.setdefault(
            ("asset", name), Asset(name, 0, event.effective_on.isoformat())
        )

    def _take(self, kind: str, name: str, reduced: int, event: Any) -> None:
        self.found[kind, name] = Asset(name, reduced, event.effective_on.isoformat())

    def _end(self, event: Any, net: int, what: str) -> Iterator[Moved]:
        asset = self._of(event)
        asset.net, asset.loss = net, asset.reduced - net
        asset.ended_on = event.effective_on.isoformat()
        yield what, "in_kind", "recovery", net
        if asset.loss:
            yield "holding_loss", "in_kind", "loss", asset.loss
