"""A clock that tests own, and a client whose transport is a respx router: no network, no waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
import respx
from owned_time import OwnedTime

from neonctl_py.model.values import Secret
from neonctl_py.neon.client import NeonClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOST = "https://neon.test/api/v2"
KEY = "napi_0123456789abcdefSECRET"


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
