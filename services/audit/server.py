"""uvicorn inside the service process: own task, own socket, the process's signal handlers
untouched.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

BACKLOG = 128
GRACE_S = 5


class PortTaken(Exception):
    """The read side's address can't be bound."""


class Server(uvicorn.Server):
    """Stops when ``should_exit`` is set, and by nothing else."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The composition handles signals."""
        yield


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; ``PortTaken`` says which address and why."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio switches Nagle's algorithm off for each connection. Without
    # it a kept connection waits for a delayed acknowledgement, 40 ms, before each answer's body.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except OSError as refused:
        bound.close()
        raise PortTaken(
            f"api_port {port}: the read side can't listen on {host}: {refused.strerror}"
        ) from None
    bound.setblocking(False)
    return bound


def make_server(app: FastAPI) -> Server:
    """A quiet server; ``await server.serve(sockets=[...])`` runs it."""
    return Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_S,
            lifespan="off",
        )
    )
