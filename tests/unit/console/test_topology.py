"""What the console knows about who listens to whom is what the contract's catalogue says."""

from contracts.catalogue import CATALOGUE, COREBANK, SERVICES, topics_of
from deploy.local import names
from services.console.cli import topology


def test_every_deciding_service_listens_to_the_topics_of_the_catalogue() -> None:
    for service in topology.UPSTREAM:
        wanted = {row.topic for row in CATALOGUE if service in row.subscribers}
        assert set(topology.listens(service, SERVICES)) == wanted


def test_audit_listens_to_every_journal() -> None:
    assert set(topology.listens("audit", SERVICES)) == {
        topics_of(service).journal for service in topology.UPSTREAM
    }


def test_upstream_comes_first_and_audit_last() -> None:
    assert topology.in_order(["audit", "classification", "monitoring"]) == (
        "monitoring",
        "classification",
        "audit",
    )
    assert topology.deciding(["audit", "monitoring"]) == ("monitoring",)


def test_every_service_of_the_embedded_stack_has_its_place() -> None:
    assert set(topology.in_order(names.DEFAULT_SERVICES)) == set(names.DEFAULT_SERVICES)
    assert names.CORE_BANKING_TOPIC == COREBANK
