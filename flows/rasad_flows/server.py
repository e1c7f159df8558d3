"""Prefect's server as a process of our own: its pages may speak to nobody else, and its writers wait their turn.

The pages ask amplitude.com for a configuration even with analytics off. A content security policy makes the
browser refuse that, and anything like it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prefect.server.database.configurations import AioSqliteConfiguration

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "connect-src 'self' {api} {sockets}; frame-ancestors 'none'; form-action 'self'"
)


def serve(host: str, port: int, api: str) -> None:
    """Serve until SIGTERM or SIGINT."""
    import uvicorn
    from prefect.server.api.server import create_app

    write_in_turn()
    app = create_app(final=True)
    app.add_middleware(_policed, policy=POLICY.format(api=api, sockets=api.replace("http", "ws", 1)).encode())
    uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=5)


def write_in_turn() -> None:
    """Let Prefect's writers wait their turn, where its database is SQLite."""
    from prefect.server.database import dependencies
    from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL

    address = PREFECT_API_DATABASE_CONNECTION_URL.value()
    if address and address.startswith("sqlite"):
        dependencies.MODELS_DEPENDENCIES["database_config"] = in_turn(address)


def in_turn(address: str) -> AioSqliteConfiguration:
    """Prefect's SQLite, but a transaction that may write waits for its turn before it reads.

    Prefect begins most as readers. SQLite refuses at once to make a writer of a reader behind whom another has written,
    whatever the time it was told to wait: "database is locked", and the state of a run is lost.
    """
    from prefect.server.database.configurations import AioSqliteConfiguration

    class InTurn(AioSqliteConfiguration):
        def begin_transaction(self, session: Any, with_for_update: bool = False) -> Any:
            return super().begin_transaction(session, with_for_update=True)

    return InTurn(connection_url=address)


def _policed(app: Any, policy: bytes) -> Any:
    """The app with our policy on every response."""

    async def call(scope: Any, receive: Any, send: Any) -> None:
        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"content-security-policy", policy)]
            await send(message)

        await app(scope, receive, sent if scope["type"] == "http" else send)

    return call


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), sys.argv[3])
