"""Whom PostgreSQL runs as: it refuses root, and we create no user on anybody's machine."""

import os
import pwd
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local import processes
from deploy.local.errors import StackError

# "nobody" by convention on Linux: owns nothing, so lending it to the server harms nobody. It also
# has a name, which PostgreSQL asks for.
_NOBODY = 65534


@dataclass(frozen=True, slots=True)
class Identity:
    """How a server is started (`deploy.local.launch`), and the user that its files belong to."""

    launch: str
    owner: int


def for_server(paths: Sequence[Path]) -> Identity:
    """The identity under which a server may use all `paths` (its data folder and its programs).

    Not root: the caller's own. Root: an unprivileged user id when the paths are open to it, else a
    user namespace, which also reaches below folders closed to others such as root's home. A user
    without a name (usual in some containers) gets a name in the same way.

    Raises:
        StackError: nothing of that is possible.
    """
    user = os.geteuid()
    namespace = Identity(f"namespace:{_NOBODY}", user)
    if user != 0 and _has_name(user):
        return Identity("same", user)
    wanted = (namespace,) if user else (Identity(f"uid:{_NOBODY}", _NOBODY), namespace)
    for identity in wanted:
        if _may_use(identity, paths):
            return identity
    if user:
        raise StackError(
            f"PostgreSQL needs a user with a name, and user {user} has none here: run this as "
            "another user, or give that one an entry in /etc/passwd."
        )
    raise StackError(
        "PostgreSQL refuses to run as root and no other identity is to be had: run this as an "
        f"ordinary user, or open the folders above {paths[0]} to all users (chmod o+x)."
    )


def _has_name(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def _may_use(identity: Identity, paths: Sequence[Path]) -> bool:
    probe = processes.run(
        ["--probe", *(str(path) for path in paths)],
        environment={"PATH": os.defpath},
        directory=Path("/"),
        identity=identity.launch,
    )
    return probe.returncode == 0
