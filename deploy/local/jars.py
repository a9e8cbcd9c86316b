"""Apache Kafka's published jars, fetched once and checked against the committed lock at every use.

`jgo.toml` names what is wanted, `jgo.lock.toml` the files it needs, each with its SHA-256; `make
lock` renews the latter. Whoever has a mirror of his own names it in POSTLOAN_MAVEN_REPOSITORY.
"""

import hashlib
import os
import shutil
import ssl
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import StackError, disk_full, is_disk_full

LOCK = Path(__file__).with_name("jgo.lock.toml")
MIRROR = "POSTLOAN_MAVEN_REPOSITORY"
CERTIFICATES = "REQUESTS_CA_BUNDLE"


@dataclass(frozen=True, slots=True)
class Jar:
    """One file of the lock: its Maven coordinates and the SHA-256 of its bytes."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file(self) -> str:
        """The file's name in the cache."""
        return f"{self.artifact}-{self.version}.jar"


def locked_jars(lock: Path = LOCK) -> tuple[Jar, ...]:
    """Every jar of the lock, in its order."""
    rows = tomllib.loads(lock.read_text(encoding="utf-8"))["dependencies"]
    return tuple(
        Jar(row["groupId"], row["artifactId"], row["version"], row["sha256"]) for row in rows
    )


def class_path(cache: Path, lock: Path = LOCK, report: Callable[[str], None] | None = None) -> str:
    """Java's class path over exactly the locked jars in `cache`; fetches what is missing.

    Every file is hashed on every call (about a tenth of a second for all of them).

    Raises:
        StackError: a file differs from the lock, or could not be downloaded.
    """
    jars = locked_jars(lock)
    missing = [jar for jar in jars if not (cache / jar.file).exists()]
    if missing:
        if report is not None:
            report(f"Fetching Apache Kafka, once: {len(missing)} files")
        _fetch(missing, cache)
    for jar in jars:
        _check(jar, cache / jar.file)
    return os.pathsep.join(str(cache / jar.file) for jar in jars)


def _check(jar: Jar, path: Path) -> None:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != jar.sha256:
        raise StackError(
            f"{path} is not the file that {LOCK.name} names (SHA-256 {found}, expected "
            f"{jar.sha256}): delete it and start again to fetch it anew."
        )


def _fetch(jars: list[Jar], cache: Path) -> None:
    """Downloads into a folder beside the cache and moves only checked files in.

    So an interrupted download leaves nothing that looks whole.
    """
    try:
        cache.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".fetching-", dir=cache))
        try:
            _download(jars, cache, staging)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        if is_disk_full(error):
            raise disk_full(cache) from error
        raise StackError(
            "Apache Kafka's files are not on this machine yet and could not be downloaded; check "
            f"the network (or name a mirror in {MIRROR}) and start again: {_cause(error)}."
        ) from error


def _cause(error: OSError) -> str:
    first_line = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__} {first_line[:80]}".strip()


def _download(jars: list[Jar], cache: Path, staging: Path) -> None:
    from jgo.maven import MavenContext  # late: only the first start needs it, and it is slow

    mirror = os.environ.get(MIRROR)
    repositories = {"mirror": mirror.rstrip("/")} if mirror else None
    context = MavenContext(repo_cache=staging, remote_repos=repositories, timeout=30)

    def one(jar: Jar) -> None:
        project = context.project(jar.group, jar.artifact)
        try:
            fetched: Path = project.at_version(jar.version).artifact().resolve()
        except RuntimeError as error:
            raise ConnectionError(str(error)) from error
        _check(jar, fetched)
        fetched.replace(cache / jar.file)

    with machines_certificates(), ThreadPoolExecutor(max_workers=4) as pool:
        for _ in pool.map(one, jars):
            pass


@contextmanager
def machines_certificates() -> Iterator[None]:
    """Downloads trust whom this machine trusts, unless the environment names other certificates.

    The client brings a list of its own, in which an authority of a bank's own network never is.
    """
    known = ssl.get_default_verify_paths().cafile
    if not known or os.environ.get(CERTIFICATES) or os.environ.get("CURL_CA_BUNDLE"):
        yield
        return
    os.environ[CERTIFICATES] = known
    try:
        yield
    finally:
        del os.environ[CERTIFICATES]
