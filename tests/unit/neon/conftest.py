"""A clock that tests own, and a client whose transport is a respx router: no network, no waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import respx

from neonctl_py.model.values import Secret
from neonctl_py.neon.client import NeonClient
from neonctl_py.neon.retry import Clock

HOST = "https://neon.test/api/v2"
KEY = "napi_0123456789abcdefSECRET"


@dataclass
class OwnedTime:
    """Sleeping advances it; ``pauses`` remembers how long each sleep was."""

    seconds: float = 0.0
    pauses: list[float] = field(default_factory=list)
    chance: float = 1.0

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.seconds += seconds

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def clock(self) -> Clock:
        return Clock(
            now=self.now, monotonic=lambda: self.seconds, sleep=self.sleep, random=lambda: self.chance
        )


@pytest.fixture
def time() -> OwnedTime:
    return OwnedTime()


@pytest.fixture
def neon() -> respx.MockRouter:
    return respx.MockRouter(assert_all_called=False, base_url=HOST)


@pytest.fixture
def make_client(neon: respx.MockRouter, time: OwnedTime) -> Iterator[Callable[..., NeonClient]]:
    made: list[NeonClient] = []

    def make(**options: object) -> NeonClient:
        transport = httpx.MockTransport(neon.handler)
        client = NeonClient(Secret(KEY), HOST, transport=transport, clock=time.clock(), **options)  # type: ignore[arg-type]
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client: Callable[..., NeonClient]) -> NeonClient:
    return make_client()
