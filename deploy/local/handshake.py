"""One question to a Kafka broker over a plain socket: which brokers are in service?

The client library answers that too, but only inside an event loop and with error lines in the log
for every attempt on a broker that is still starting.
"""

import socket
import struct

_METADATA, _VERSION = 3, 1
_CLIENT = b"postloan"


def brokers_in_service(host: str, port: int, *, seconds: float) -> frozenset[int]:
    """Node ids that the broker at `host`:`port` reports as usable (Metadata request, version 1).

    Raises:
        OSError: nothing answers there, or not within `seconds`.
    """
    request = struct.pack(
        f">hhih{len(_CLIENT)}si", _METADATA, _VERSION, 1, len(_CLIENT), _CLIENT, 0
    )
    with socket.create_connection((host, port), timeout=seconds) as connection:
        connection.sendall(struct.pack(">i", len(request)) + request)
        (size,) = struct.unpack(">i", _read(connection, 4))
        return _node_ids(_read(connection, size))


def _read(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            raise ConnectionResetError("the broker closed the connection")
        data += part
    return data


def _node_ids(answer: bytes) -> frozenset[int]:
    _, count = struct.unpack_from(">ii", answer)
    position, found = 8, set()
    for _ in range(count):
        node, host_length = struct.unpack_from(">ih", answer, position)
        found.add(node)
        position += 6 + host_length + 4
        (rack_length,) = struct.unpack_from(">h", answer, position)
        position += 2 + max(rack_length, 0)
    return frozenset(found)
