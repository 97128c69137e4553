"""A folder of tests/cases as a value: two states in SQL and what is expected of the way between them.

Never here: running it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from pair_run import DATABASE, OF_THE_SERVER, SERVER, Wishes

from neonctl_py.diagnostics import Severity
from neonctl_py.emulator.server_process import ADMIN
from neonctl_py.model.address import Address

if TYPE_CHECKING:
    from private_server import PrivateServer

    from neonctl_py.plan.plan import Plan

CASES = Path(__file__).parents[2] / "cases"


@dataclass(frozen=True)
class Expected:
    """Of one direction. ``refused``: the code of the diagnostic that stops it. ``operations``: exactly these, as
    ``kind operation`` in their order. ``hazards``: exactly these names. ``skip``: why this direction can't be gone.
    """

    refused: str = ""
    operations: tuple[str, ...] | None = None
    hazards: tuple[str, ...] | None = None
    skip: str = ""


@dataclass(frozen=True)
class CaseFolder:
    """``setup.sql`` is loaded before either state, ``rows.sql`` into the old one."""

    path: Path

    @property
    def kind(self) -> str:
        return self.path.parent.name

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    def text(self, file: str) -> str:
        place = self.path / file
        return place.read_text("utf-8") if place.exists() else ""

    @cached_property
    def expectations(self) -> dict[str, Any]:
        found = yaml.safe_load(self.text("expect.yaml")) or {}
        unknown = set(found) - {"forward", "backward", "moved", "large", "loses", "versions", "needs", "role"}
        if unknown:
            raise ValueError(f"{self.name}/expect.yaml: {', '.join(sorted(unknown))} means nothing")
        return found

    @property
    def wishes(self) -> Wishes:
        moved = [(_address(old), _address(new)) for old, new in self.expectations.get("moved", [])]
        large = self.expectations.get("large", [])
        if large is True:
            return Wishes(moved=moved, all_large=True)
        return Wishes(moved=moved, large=[_address(place) for place in large])

    @property
    def loses(self) -> tuple[str, ...]:
        return tuple(self.expectations.get("loses", ()))

    @property
    def oldest_version(self) -> int:
        return int(self.expectations.get("versions", 14))

    @property
    def needs_icu(self) -> bool:
        """Not every build of Postgres has it."""
        return bool(self.expectations.get("needs", "") == "icu")

    @property
    def role(self) -> str:
        """Who owns the databases and does all: the superuser where nobody is named."""
        return str(self.expectations.get("role", ADMIN))

    def expected(self, direction: str) -> Expected:
        written = self.expectations.get(direction, {})
        unknown = set(written) - {item.name for item in fields(Expected)}
        if unknown:
            raise ValueError(
                f"{self.name}/expect.yaml: {direction}: {', '.join(sorted(unknown))} means nothing"
            )
        lists = {key: tuple(value) for key, value in written.items() if isinstance(value, list)}
        return Expected(**{**written, **lists})


def _address(text: str) -> Address:
    home = SERVER if text.startswith(tuple(OF_THE_SERVER)) else DATABASE
    return Address.parse(f"{home}/{text}")


def skip_where_the_server_lacks_something(case: CaseFolder, server: PrivateServer) -> None:
    """The runs on other versions (`make test-postgres-all`) have it."""
    if server.binaries.major < case.oldest_version:
        pytest.skip(f"what {case.name} is about came with PostgreSQL {case.oldest_version}")
    if not case.needs_icu:
        return
    with server.process.connect() as session:
        query = "select exists (select from pg_collation where collname like '%-x-icu')"
        if session.execute(query).fetchone() != (True,):
            pytest.skip(f"what {case.name} is about needs a PostgreSQL that was built with ICU")


def skip_where_refused(case: CaseFolder, plan: Plan) -> None:
    """The way forward is refused as the case says, which ``test_cases`` holds; no other refusal is let pass."""
    codes = {item.code for item in plan.diagnostics if item.severity is Severity.ERROR}
    if codes:
        assert codes == {case.expected("forward").refused}
        pytest.skip(
            f"no step is left to look at: {case.name} is refused with {codes.pop()}, as test_cases asserts"
        )


def all_cases() -> list[CaseFolder]:
    """In the order of their names."""
    return [CaseFolder(place.parent) for place in sorted(CASES.glob("*/*/new.sql"))]


def database_cases() -> list[CaseFolder]:
    """Those that a database of its own each can hold."""
    return [case for case in all_cases() if case.kind not in OF_THE_SERVER]


def server_cases() -> list[CaseFolder]:
    """Those about what all databases of a server share."""
    return [case for case in all_cases() if case.kind in OF_THE_SERVER]


def sampled(cases: list[CaseFolder]) -> list[Any]:
    """As parameters of a test: the default run takes every fourth one of them, in turn through all kinds, `make test-slow` the others."""
    return [
        pytest.param(case, id=case.name, marks=() if number % 4 == 0 else pytest.mark.slow)
        for number, case in enumerate(cases)
    ]
