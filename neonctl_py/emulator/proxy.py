"""The way in to Postgres: one loopback port per endpoint, and one shared port routed by name.

A compute is started by the first connection. Bytes pass through as they are, TLS included, so that the
client and Postgres authenticate each other end to end. Never here: when a compute is suspended (``fleet.py``).
"""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg

from neonctl_py.emulator import pg_wire
from neonctl_py.emulator.errors import EmulatorError
from neonctl_py.emulator.loopback import bound

if TYPE_CHECKING:
    import socket

    from neonctl_py.emulator.fleet import Compute, Fleet
    from neonctl_py.emulator.jobs import Jobs
    from neonctl_py.emulator.store import Store

_log = logging.getLogger(__name__)
_CHUNK = 1 << 16


class Proxy:
    """Runs in its own thread and event loop. ``shared_port`` serves all endpoints by SNI or ``endpoint=``."""

    def __init__(self, store: Store, fleet: Fleet, jobs: Jobs) -> None:
        self._store = store
        self._fleet = fleet
        self._jobs = jobs
        self._loop = asyncio.new_event_loop()
        self._starters = ThreadPoolExecutor(8, thread_name_prefix="compute-start")
        self._servers: dict[str, asyncio.Server] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._serve, name="proxy", daemon=True)
        self.shared_port = 0

    def open(self) -> None:
        self._thread.start()
        self.shared_port = self._listen("", 0)
        for endpoint in self._store.find("endpoint"):
            port = self.add(endpoint["id"], endpoint["_port"])
            if port != endpoint["_port"]:
                _log.warning(
                    "port %d of %s is taken, it moved to %d", endpoint["_port"], endpoint["id"], port
                )
                self._store.put("endpoint", endpoint["id"], {**endpoint, "_port": port})

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._starters.shutdown()

    def add(self, endpoint_id: str, preferred: int = 0) -> int:
        """Listen for an endpoint; the port, which is ``preferred`` when that is free."""
        return self._listen(endpoint_id, preferred)

    def remove(self, endpoint_id: str) -> None:
        """Listen no more; what is connected stays until its compute stops."""

        def close() -> None:
            server = self._servers.pop(endpoint_id, None)
            if server is not None:
                server.close()

        self._loop.call_soon_threadsafe(close)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _listen(self, endpoint_id: str, preferred: int) -> int:
        listener = bound(preferred)
        port: int = listener.getsockname()[1]
        asyncio.run_coroutine_threadsafe(self._accept(endpoint_id, listener), self._loop).result()
        return port

    async def _accept(self, endpoint_id: str, listener: socket.socket) -> None:
        async def on_client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task is not None:
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            await self._client(endpoint_id, reader, writer)

        server = await asyncio.start_server(on_client, sock=listener, limit=_CHUNK)
        self._servers[endpoint_id] = server

    async def _shut(self) -> None:
        for server in self._servers.values():
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _client(
        self, endpoint_id: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
                route = (
                    pg_wire.Route(endpoint_id, b"") if endpoint_id else await pg_wire.route(reader, writer)
                )
                await self._connect(route, reader, writer)
        finally:
            writer.close()

    async def _connect(
        self, route: pg_wire.Route, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            compute = await self._loop.run_in_executor(self._starters, self._ready, route.endpoint_id)
        except (EmulatorError, psycopg.Error, OSError) as error:
            _log.warning("%s could not be started: %s", route.endpoint_id, error)
            await pg_wire.refuse(reader, writer, str(error), route)
            return
        self._fleet.client_opened(compute)
        try:
            upstream_reader, upstream = await asyncio.open_connection(
                "127.0.0.1", compute.server.port, limit=_CHUNK
            )
            try:
                if route.is_encrypted:
                    await pg_wire.request_tls(upstream_reader, upstream)
                upstream.write(route.opening)
                await _exchange(compute, (reader, writer), (upstream_reader, upstream))
            finally:
                upstream.close()
        finally:
            self._fleet.client_closed(compute)

    def _ready(self, endpoint_id: str) -> Compute:
        endpoint = self._store.get("endpoint", endpoint_id)
        if endpoint is None:
            raise EmulatorError("Endpoint ID is not specified or not known.")
        if endpoint["disabled"]:
            raise EmulatorError("The endpoint has been disabled. Enable it using Neon API and retry.")
        compute = self._jobs.start_endpoint(endpoint_id)
        if compute is None:
            raise EmulatorError("The branch of this endpoint is gone.")
        return compute


_Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _exchange(compute: Compute, client: _Stream, server: _Stream) -> None:
    """Carry bytes both ways until either side ends."""
    pumps = {
        asyncio.create_task(_pump(compute, client[0], server[1])),
        asyncio.create_task(_pump(compute, server[0], client[1])),
    }
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)


async def _pump(compute: Compute, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while chunk := await source.read(_CHUNK):
        compute.touch()
        target.write(chunk)
        await target.drain()
