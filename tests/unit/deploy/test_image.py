"""The images, laid out in a folder as the Dockerfile says and asked to import what they run."""

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from deploy.local import names

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "deploy/docker/Dockerfile").read_text().replace("\\\n", " ")
STAGES = {
    name: (parent, body)
    for parent, name, body in re.findall(
        r"^FROM (\S+) AS (\S+)\n(.*?)(?=^FROM|\Z)", TEXT, re.MULTILINE | re.DOTALL
    )
}


def _instructions(stage: str) -> str:
    if stage not in STAGES:
        return ""
    parent, body = STAGES[stage]
    return f"{_instructions(parent)}{body}"


def _lay_out(stage: str, service: str, folder: Path) -> None:
    """Copies what the stage copies from the project; a target ending in `/` is a folder."""
    for line in re.findall(r"^COPY (?!--from)(.+)$", _instructions(stage), re.MULTILINE):
        *sources, target = line.replace("${SERVICE}", service).split()
        for source in sources:
            place = (
                folder / target / Path(source).name if target.endswith("/") else folder / target
            )
            place.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place)
            else:
                shutil.copy(ROOT / source, place)


def _import(module: str, folder: Path) -> subprocess.CompletedProcess[str]:
    # Without site-packages' path files, one of which names the whole checkout.
    return subprocess.run(
        [sys.executable, "-S", "-B", "-c", f"import {module}"],
        cwd=folder,
        env={"PYTHONPATH": sysconfig.get_path("platlib")},
        capture_output=True,
        text=True,
    )


def _stage(service: str) -> str:
    return service if service in STAGES else "service"


@pytest.mark.parametrize("service", names.DEFAULT_SERVICES)
def test_an_image_has_all_that_its_service_imports(service: str, tmp_path: Path) -> None:
    _lay_out(_stage(service), service, tmp_path)
    assert _import(f"services.{service}.__main__", tmp_path).stderr == ""


def test_the_provisioning_image_has_all_that_it_imports(tmp_path: Path) -> None:
    _lay_out("provision", "", tmp_path)
    assert _import("deploy.docker.provision", tmp_path).stderr == ""


@pytest.mark.parametrize(
    ("service", "neighbour"),
    [
        ("monitoring", "classification"),
        ("classification", "monitoring"),
        ("monitoring", "audit"),
        ("audit", "monitoring.reactions"),
        ("audit", "classification.publications"),
        ("monitoring", "console"),
    ],
)
def test_the_import_of_a_neighbour_fails_in_the_image(
    service: str, neighbour: str, tmp_path: Path
) -> None:
    _lay_out(_stage(service), service, tmp_path)
    assert "ModuleNotFoundError" in _import(f"services.{neighbour}", tmp_path).stderr


@pytest.mark.parametrize("stage", ["service", "audit", "provision"])
def test_no_image_runs_as_root_or_takes_packages_without_hashes(stage: str) -> None:
    assert "USER 10001" in _instructions(stage)
    assert "--require-hashes" in _instructions("packages")
