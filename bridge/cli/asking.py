"""Asking the running daemon, from a verb. What it needs is imported when it asks, so that help is quick."""

from __future__ import annotations

from typing import Any


def ask(command: str, **arguments: Any) -> Any:
    """The daemon's answer. Raises DaemonAbsent, or what the command raises."""
    import asyncio

    from bridge.daemon.client import connect_client
    from bridge.settings.paths import paths

    async def once() -> Any:
        client = await connect_client(paths().run_file)
        try:
            return await client.ask(command, **arguments)
        finally:
            await client.close()

    return asyncio.run(once())
