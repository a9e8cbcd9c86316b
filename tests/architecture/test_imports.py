"""contracts <- services/kit <- one service; rules import next to nothing."""

from __future__ import annotations

import sys

import pytest

from tests.architecture.purity import clocks
from tests.architecture.sources import (
    ROOT,
    SERVICES,
    deciding_services,
    imported,
    name,
    python_files,
    tree,
)

OURS = ("contracts", "services", "deploy", "tests")
REGISTRY = SERVICES / "audit" / "registry.py"  # the one file that knows all services' evolve


def below(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def test_contracts_import_nothing_of_ours() -> None:
    for path in python_files("contracts"):
        wrong = [m for m in imported(path) if below(m, *OURS) and not below(m, "contracts")]
        assert not wrong, f"{name(path)}: {wrong}"


def test_the_kit_imports_no_service() -> None:
    for path in python_files("services/kit"):
        wrong = [
            m for m in imported(path) if below(m, "services") and not below(m, "services.kit")
        ]
        wrong = [m for m in wrong if m != "services"]
        wrong += [m for m in imported(path) if below(m, "deploy", "tests")]
        assert not wrong, f"{name(path)}: {wrong}"


@pytest.mark.parametrize("service", [*deciding_services(), "audit"])
def test_no_service_imports_another(service: str) -> None:
    others = [s for s in [*deciding_services(), "audit", "console"] if s != service]
    inspected = 0
    for path in python_files(f"services/{service}"):
        inspected += 1
        if path == REGISTRY:
            continue
        wrong = [m for m in imported(path) if below(m, *(f"services.{other}" for other in others))]
        wrong += [m for m in imported(path) if below(m, "deploy", "tests")]
        assert not wrong, f"{name(path)}: {wrong}"
    assert inspected >= 5


def test_the_registry_takes_only_the_pure_half_of_the_services() -> None:
    services = [f"services.{service}" for service in deciding_services()]
    taken = [m for m in imported(REGISTRY) if below(m, *services)]
    assert taken, "the registry must name the services"
    wrong = [m for m in taken if not below(m, *(f"{service}.domain" for service in services))]
    assert not wrong, wrong


@pytest.mark.parametrize("service", deciding_services())
def test_rules_import_next_to_nothing(service: str) -> None:
    allowed = (
        "contracts.values",
        "contracts.debts",
        "contracts.receipts",
        "services.kit.domain",
        "services.kit.days",
        "services.kit.acts",
        "services.kit.clocks",
        "services.kit.conduct",
        "services.kit.holidays",
        "services.kit.quantities",
        "services.kit.plain",
        f"services.{service}.domain",
        f"services.{service}.policy",
    )
    files = python_files(f"services/{service}/domain")
    assert len(files) >= 2
    for path in files:
        for module in imported(path):
            root = module.split(".")[0]
            fine = root in sys.stdlib_module_names - BANNED or root in {"pydantic", "msgspec"}
            assert fine or below(module, *allowed), f"{name(path)} imports {module}"


@pytest.mark.parametrize("service", deciding_services())
@pytest.mark.parametrize("file", ["policy.py", "reactions.py", "publications.py"])
def test_the_pure_files_around_the_rules_have_no_effects(service: str, file: str) -> None:
    path = SERVICES / service / file
    allowed = (
        "contracts",
        "services.kit.domain",
        "services.kit.days",
        "services.kit.acts",
        "services.kit.clocks",
        "services.kit.conduct",
        "services.kit.holidays",
        "services.kit.policy",
        f"services.{service}",
    )
    for module in imported(path):
        root = module.split(".")[0]
        fine = root in sys.stdlib_module_names - BANNED or root in {"pydantic", "msgspec"}
        assert fine or below(module, *allowed), f"{name(path)} imports {module}"


BANNED = frozenset(
    {"os", "time", "random", "secrets", "socket", "subprocess", "asyncio", "threading", "logging"}
)


def test_an_image_of_one_service_needs_no_neighbour() -> None:
    """The Dockerfile copies contracts, kit and one service: the composition needs no more."""
    dockerfile = (ROOT / "deploy" / "docker" / "Dockerfile").read_text("utf-8")
    assert "ARG SERVICE" in dockerfile
    assert "services/${SERVICE}" in dockerfile


def test_only_the_clock_reads_a_clock() -> None:
    inspected = 0
    for path in python_files("contracts", "services"):
        if path == SERVICES / "kit" / "clock.py":
            assert clocks(tree(path)), "the clock reads a clock, so the checker must see it"
            continue
        inspected += 1
        assert not clocks(tree(path)), f"{name(path)}: {clocks(tree(path))} reads a clock"
    assert inspected > 50
