"""Kafka's jars: only what the lock names, byte for byte, or one sentence."""

import hashlib
import os
import ssl
from pathlib import Path

import pytest
import requests

from deploy.local import jars
from deploy.local.errors import StackError
from deploy.local.jars import Jar, class_path, locked_jars


def _lock(folder: Path, *entries: tuple[str, bytes]) -> Path:
    text = "".join(
        f'[[dependencies]]\ngroupId = "g"\nartifactId = "{name}"\nversion = "1"\n'
        f'sha256 = "{hashlib.sha256(content).hexdigest()}"\n'
        for name, content in entries
    )
    path = folder / "jgo.lock.toml"
    path.write_text(text)
    return path


def test_the_committed_lock_has_kafka_and_a_hash_for_every_file() -> None:
    found = locked_jars()
    assert Jar("org.apache.kafka", "kafka_2.13", "4.3.1", found[0].sha256) in found
    assert all(len(bytes.fromhex(jar.sha256)) == 32 for jar in found)
    assert len({jar.file for jar in found}) == len(found) > 40


def test_the_committed_lock_names_no_host() -> None:
    assert "://" not in jars.LOCK.read_text()


def test_the_class_path_has_exactly_the_locked_files(tmp_path: Path) -> None:
    lock = _lock(tmp_path, ("one", b"1"), ("two", b"2"))
    for name, content in (("one-1.jar", b"1"), ("two-1.jar", b"2"), ("stray.jar", b"?")):
        (tmp_path / name).write_bytes(content)
    expected = [str(tmp_path / "one-1.jar"), str(tmp_path / "two-1.jar")]
    assert class_path(tmp_path, lock).split(os.pathsep) == expected


def test_a_changed_file_is_named_with_both_hashes(tmp_path: Path) -> None:
    lock = _lock(tmp_path, ("one", b"1"))
    (tmp_path / "one-1.jar").write_bytes(b"evil")
    with pytest.raises(StackError, match=r"one-1\.jar is not the file .* delete it") as caught:
        class_path(tmp_path, lock)
    for content in (b"evil", b"1"):
        assert hashlib.sha256(content).hexdigest() in str(caught.value)


def test_without_a_network_there_is_one_sentence_and_nothing_half_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(jars.MIRROR, "http://127.0.0.1:1/nothing")
    lock, cache = _lock(tmp_path, ("one", b"1")), tmp_path / "cache"
    with pytest.raises(StackError, match="could not be downloaded; check the network") as caught:
        class_path(cache, lock)
    assert "\n" not in str(caught.value)
    assert list(cache.iterdir()) == []


def _trusted() -> object:
    """What the client that fetches the jars would check a server's certificate with."""
    session = requests.Session()
    return session.merge_environment_settings("https://x/", {}, None, None, None)["verify"]


def test_downloads_trust_whom_this_machine_trusts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nothing exported behind a bank's own authority, Kafka could not be fetched."""
    monkeypatch.delenv(jars.CERTIFICATES, raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    own = tmp_path / "authority.pem"
    own.touch()
    monkeypatch.setenv(ssl.get_default_verify_paths().openssl_cafile_env, str(own))
    with jars.machines_certificates():
        assert _trusted() == str(own)
    assert _trusted() is True, "nothing is left behind"


def test_certificates_that_are_named_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(jars.CERTIFICATES, "/named/by/hand.pem")
    with jars.machines_certificates():
        assert _trusted() == "/named/by/hand.pem"
    assert _trusted() == "/named/by/hand.pem"
