"""docker-compose.yml, the Dockerfile and the files they name, as far as they can be read."""

import json
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.docker import secrets
from deploy.local import names

ROOT = Path(__file__).parents[3]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
# Images without a shell or a client to ask themselves with.
WITHOUT_HEALTH_CHECK = {"otel-collector", "jaeger"}
ONE_SHOTS = {"provision-databases", "provision-topics"}


def test_the_file_follows_the_compose_specification() -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"),
            str(ROOT / "docker-compose.yml"),
        ],
        check=True,
        capture_output=True,
    )


def test_every_service_of_the_embedded_stack_is_there() -> None:
    assert set(names.DEFAULT_SERVICES) <= set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_is_hardened_and_bounded(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert name in ONE_SHOTS or "mem_limit" in service
    # Kafka's image writes its configuration beside its programs when it starts.
    assert service.get("read_only") is True or name == "kafka"
    assert ("healthcheck" in service) is (name not in WITHOUT_HEALTH_CHECK | ONE_SHOTS)


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_bound_to_the_loopback_address_and_overridable(name: str) -> None:
    for port in SERVICES[name].get("ports", ()):
        assert re.fullmatch(r"127\.0\.0\.1:\$\{POSTLOAN_[A-Z]+_PORT:-\d+\}:\d+", port)


def test_images_have_a_version() -> None:
    for name, service in SERVICES.items():
        if "build" not in service:
            assert re.fullmatch(r"[a-z/-]+:v?\d+(\.\d+)*", service["image"]), name


def test_what_is_waited_for_can_be_waited_for() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            condition = how["condition"]
            assert condition != "service_healthy" or "healthcheck" in SERVICES[other], name
            assert (condition == "service_completed_successfully") is (other in ONE_SHOTS), name


def test_mounted_and_named_files_are_in_the_project_or_made_by_make_secrets(
    tmp_path: Path,
) -> None:
    secrets.make(tmp_path)
    wanted = [entry["file"] for entry in COMPOSE["secrets"].values()]
    for service in SERVICES.values():
        wanted += [service["env_file"]] if "env_file" in service else []
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            if source.startswith("."):
                wanted.append(source)
            else:
                assert source in COMPOSE["volumes"]
    for path in wanted:
        made = path.removeprefix(".postloan/compose/")
        assert (tmp_path / made if made != path else ROOT / path).exists(), path


def test_no_secret_stands_in_the_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert not re.search(r"(?i)(password|token|secret)[a-z_]*: *[\"']?[a-z0-9]{4,}[\"']?$", text)
    assert "://" not in text.replace("http://otel-collector:4318", "").replace(
        "http://127.0.0.1", ""
    ).replace("INTERNAL://", "").replace("EXTERNAL://", "")


@pytest.mark.parametrize("service", names.DEFAULT_SERVICES)
def test_a_service_in_compose_is_told_what_the_embedded_stack_tells_it(
    service: str, tmp_path: Path
) -> None:
    from deploy.local.layout import DataFolder, Plan

    secrets.make(tmp_path / "compose")
    lines = shlex.split((tmp_path / "compose" / f"{service}.env").read_text())
    told = dict(line.split("=", 1) for line in lines) | SERVICES[service]["environment"]
    ports = dict.fromkeys(("kafka", "controller", "postgres", "api"), 15000)
    plan = Plan(ports, 4, names.DEFAULT_SERVICES)
    embedded = DataFolder(tmp_path / "data").environment(plan, service)
    # POSTLOAN_SERVICE stands in the image.
    assert set(embedded) - {"POSTLOAN_SERVICE"} <= set(told)
    if service == "audit":
        assert set(json.loads(told["POSTLOAN_VERIFIER_DSNS"])) == set(names.DEFAULT_SERVICES)


def test_secrets_are_made_once_in_a_folder_that_only_the_owner_enters(tmp_path: Path) -> None:
    folder = tmp_path / "compose"
    assert secrets.make(folder)
    before = {path.name: path.read_text() for path in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not secrets.make(folder)
    assert {path.name: path.read_text() for path in folder.iterdir()} == before


def test_the_brokers_settings_are_those_of_the_embedded_one() -> None:
    from deploy.local.kafka import KafkaServer

    embedded = KafkaServer(ROOT / "nowhere", jars=ROOT / "nowhere").settings()
    text = (ROOT / "deploy/kafka/broker.env").read_text()
    composed = {
        name.lower().replace("_", "."): value
        for name, value in re.findall(r"^KAFKA_([A-Z_]+)=(.*)$", text, re.MULTILINE)
    }
    assert len(composed) > 15
    places = {"listeners", "log.dirs", "controller.quorum.voters", "inter.broker.listener.name"}
    for name in (composed.keys() & embedded.keys()) - places:
        assert composed[name] == str(embedded[name]), name
