"""Runs the command line inside the test, and stands in for audit's read side."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from services.console.cli.main import run

TOKEN = "token-of-this-test"


@dataclass(frozen=True)
class Said:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)


def say(capsys: pytest.CaptureFixture[str], *arguments: str) -> Said:
    """Runs one command; standard output and error are no terminals here."""
    capsys.readouterr()
    code = run(list(arguments))
    wrote = capsys.readouterr()
    return Said(code, wrote.out, wrote.err)


@dataclass
class ReadSide:
    """Answers by path, and remembers what it was asked."""

    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    posted: list[Any] = field(default_factory=list)
    port: int = 0


@contextmanager
def read_side() -> Iterator[ReadSide]:
    """A server on a free port of the loopback address."""
    known = ReadSide()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append(self.path)
            known.tokens.append(self.headers.get("Authorization", ""))
            status, document = known.answers[self.path.partition("?")[0]]
            body = document if isinstance(document, bytes) else json.dumps(document).encode()
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", "0"))
            known.posted.append(json.loads(self.rfile.read(size)))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def environment(folder: Path, port: int) -> Mapping[str, str]:
    """The variables that name a stack where no embedded one runs."""
    token_file = folder / "token"
    token_file.write_text(TOKEN + "\n")
    return {
        "POSTLOAN_DATA": str(folder),
        "POSTLOAN_KAFKA": "127.0.0.1:1",
        "POSTLOAN_VERIFIER_DSNS": json.dumps(
            dict.fromkeys(("monitoring", "audit"), "postgresql://nobody@127.0.0.1:1/none")
        ),
        "POSTLOAN_API_HOST": "127.0.0.1",
        "POSTLOAN_API_PORT": str(port),
        "POSTLOAN_API_TOKEN_FILE": str(token_file),
    }
