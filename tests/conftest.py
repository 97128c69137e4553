"""Fixtures that every folder of tests may use. Never here: fixtures that only one folder needs."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import uuid
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from neonctl_py.emulator import control

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ROOM_WANTED = 4 << 30

# How long an example takes is the machine's business: it may have other things to do.
settings.register_profile("neonpy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("neonpy")


def _fresh_data_dir(name: str = "") -> Path:
    """A place for an embedded Neon's data: in memory when there is room, and reachable for Postgres' own user."""
    memory = Path("/dev/shm")  # noqa: S108  a data directory of its own is made below it
    has_room = (
        memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM_WANTED
    )
    parent = memory if has_room else Path("/var/tmp")  # noqa: S108  the same
    return parent / f"neonpy-test-{(name or uuid.uuid4().hex)[:12]}"


def pytest_configure() -> None:
    """A shell's background job ignores Ctrl-C, and so would every command that the tests start and interrupt."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _weight(item: pytest.Item) -> int:
    mark = item.get_closest_marker("system")
    return int(mark.kwargs.get("weight", 0)) if mark is not None else 0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a sampled test's cases, all but every so manieth are slow. The longest stories begin first."""
    items.sort(key=_weight, reverse=True)
    seen: dict[tuple[Path, str], int] = {}
    for item in items:
        mark = item.get_closest_marker("sampled")
        if mark is None:
            continue
        key = (item.path, getattr(item, "originalname", item.name))
        number = seen[key] = seen.get(key, -1) + 1
        if number % mark.kwargs["every"]:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session", autouse=True)
def own_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What plans remember is remembered apart from the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEONPY_PLAN_CACHE", str(tmp_path_factory.mktemp("plans")))
        yield


@pytest.fixture
def fresh_data_dir() -> Callable[[], Path]:
    """Makes names of data directories for embedded Neons; whoever uses one resets it."""
    return _fresh_data_dir


@pytest.fixture(scope="session")
def local_neon() -> Iterator[control.LocalServer]:
    """A running embedded Neon, one per test process; tests make projects of their own in it."""
    data_dir = _fresh_data_dir()
    try:
        yield control.start(data_dir)
    finally:
        control.reset(data_dir)


@pytest.fixture(scope="session")
def systems_neon(testrun_uid: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[control.LocalServer]:
    """One embedded Neon for all test processes of a run; each test has an account or names of its own. The last one resets it."""
    data_dir = _fresh_data_dir(testrun_uid)
    with (tmp_path_factory.getbasetemp().parent / f"{data_dir.name}.users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield control.start(data_dir)
        finally:
            with suppress(BlockingIOError):  # another process still uses it
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                control.reset(data_dir)
