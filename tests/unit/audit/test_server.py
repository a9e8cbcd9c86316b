"""The read side's socket: an answer does not wait for the client's acknowledgement."""

from __future__ import annotations

import asyncio
import socket

from services.audit.server import bind


async def test_answers_on_a_kept_connection_are_sent_at_once() -> None:
    """Nagle's algorithm is off on every accepted connection: no 40 ms before an answer's body."""
    accepted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    class Connection(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            sock = transport.get_extra_info("socket")
            accepted.set_result(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            transport.close()

    listening = bind("127.0.0.1", 0)
    server = await asyncio.get_running_loop().create_server(Connection, sock=listening)
    async with server:
        _, writer = await asyncio.open_connection(*listening.getsockname())
        assert await asyncio.wait_for(accepted, 10)
        writer.close()
