"""A Neon that remembers: a transport which answers as the API does and keeps every change that it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from remembering_neon import NOW, RememberingNeon

from neonctl_py.model.values import Secret
from neonctl_py.neon.client import NeonClient
from neonctl_py.neon.retry import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def neon() -> RememberingNeon:
    return RememberingNeon()


@pytest.fixture
def client(neon: RememberingNeon) -> Iterator[NeonClient]:
    passed = [0.0]

    def sleep(seconds: float) -> None:
        passed[0] += seconds

    clock = Clock(now=lambda: NOW, monotonic=lambda: passed[0], sleep=sleep, random=lambda: 0.0)
    transport = httpx.MockTransport(neon.answer)
    with NeonClient(
        Secret("napi_key"), "https://neon.test/api/v2", transport=transport, clock=clock
    ) as client:
        yield client
