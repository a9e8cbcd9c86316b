"""Names that the embedded stack, Compose and the tests share: databases, roles, topics."""

from collections.abc import Container, Iterable, Mapping

from deploy.local.errors import StackError

# Servers of the embedded stack listen here and nowhere else.
LOOPBACK = "127.0.0.1"
VERIFIER = "postloan_verifier"
CORE_BANKING_TOPIC = "corebank.loan.v1"
SEALS_TOPIC = "postloan.seals.v1"
# All that decide and so have topics.
DECIDING = ("monitoring", "classification", "collection", "guarantee", "litigation", "disposal")
DEFAULT_SERVICES = (*DECIDING, "audit")
DEFAULT_PARTITIONS = 4
# Fixed for the life of every loan; the number of partitions divides it (architecture, section 5).
SHARDS = 16
PARTITIONS = (1, 2, 4, 8, 16)
PORTS = range(1, 65536)


def database_name(service: str) -> str:
    """The service's own database."""
    return f"postloan_{service}"


def owner_role(service: str) -> str:
    """The role that owns the service's database and runs its migrations."""
    return f"postloan_{service}_owner"


def service_role(service: str) -> str:
    """The role that the running service uses."""
    return f"postloan_{service}"


def topics(services: Iterable[str], partitions: int = DEFAULT_PARTITIONS) -> Mapping[str, int]:
    """Every topic that these services may read or write, with its number of partitions.

    The same number everywhere: a loan's messages meet in the same partition of every topic.
    """
    named = [CORE_BANKING_TOPIC, SEALS_TOPIC]
    for service in dict.fromkeys((*DECIDING, *services)):
        if service == "audit":  # reads the others' journals, is asked over HTTP: none is its own
            continue
        stem = f"postloan.{service}"
        named += [f"{stem}.v1", f"{stem}.journal.v1", f"{stem}.commands.v1", f"{stem}.replies.v1"]
        named.append(f"dlq.{service}")
    return dict.fromkeys(named, partitions)


def written_by_others(topic: str) -> bool:
    """Whether core banking or officers write to this topic; our own services write to all others."""
    return topic.endswith((CORE_BANKING_TOPIC, ".commands.v1"))


def number(variable: str, text: str, allowed: Container[int]) -> int | None:
    """The whole number in this environment variable; None when it is empty.

    Raises:
        StackError: naming the variable, its value and what it may be.
    """
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > 9 or int(text) not in allowed:
        rule = (
            "a port must be a whole number from 1 to 65535"
            if allowed is PORTS
            else "the number of partitions must be 1, 2, 4, 8 or 16"
        )
        raise StackError(f"{variable} is {text!r}: {rule}.")
    return int(text)
