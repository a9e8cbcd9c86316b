"""A broker that can be put behind a bad network."""

from __future__ import annotations

from deploy.local.kafka import KafkaServer
from deploy.local.names import LOOPBACK


class Broker(KafkaServer):
    """A broker with a second listener, which clients reach through a proxy alone."""

    proxied_port: int = 0
    proxy_port: int = 0

    @property
    def is_up(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def settings(self) -> dict[str, str | int]:
        settings = super().settings()
        settings["group.min.session.timeout.ms"] = 1_000
        if self.proxied_port:
            for name, port in (
                ("listeners", self.proxied_port),
                ("advertised.listeners", self.proxy_port),
            ):
                settings[name] = f"{settings[name]},PROXIED://{LOOPBACK}:{port}"
            protocols = ("PLAINTEXT", "CONTROLLER", "PROXIED")
            settings["listener.security.protocol.map"] = ",".join(
                f"{name}:PLAINTEXT" for name in protocols
            )
        return settings
