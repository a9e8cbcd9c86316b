"""Settings of the audit process: the kit's, the read side's address and token, the verifier's
reach.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from services.kit.settings import Settings

VERIFY_EVERY_S = 86_400


class AuditSettings(Settings):
    """A wrong value is refused at start with the field's name."""

    api_host: str = Field("127.0.0.1", description="address of the read side; loopback by default")
    api_port: int = Field(8790, ge=0, le=65_535, description="port of the read side; 0 takes any")
    api_token_file: Path = Field(description="file with the bearer token of the read side")
    verifier_dsns: dict[str, str] = Field(
        {}, description="service -> its database as the read-only verifier role"
    )
    verify_every_s: int = Field(
        VERIFY_EVERY_S, ge=0, description="seconds between verifications of everything; 0: never"
    )

    answers_in_memory: int = Field(
        64, ge=0, description="MiB for loans asked about lately and their answers, about; 0: none"
    )

    def token(self) -> str:
        """The bearer token; ``ValueError`` says what is wrong with its file."""
        try:
            token = self.api_token_file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as unreadable:
            raise ValueError(
                f"api_token_file {self.api_token_file}: can't be read: {unreadable}"
            ) from None
        if not token:
            raise ValueError(f"api_token_file {self.api_token_file}: is empty, a token is needed")
        return token
