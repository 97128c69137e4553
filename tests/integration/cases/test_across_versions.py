"""One schema on two versions of PostgreSQL is no difference: what only the servers print otherwise is nobody's change.

Only where NEONPY_TEST_POSTGRES names another version than the default one (`make test-postgres-all`), which it is held against.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from case_folder import CaseFolder, all_cases
from private_server import DEFAULT_MAJOR, wanted_major

from neonctl_py.workflows.access import NeonAccess
from neonctl_py.workflows.diff_databases import diff_databases

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

    Databases = Callable[[], AbstractContextManager[Callable[..., tuple[Secret, Connection]]]]

if wanted_major() == DEFAULT_MAJOR:
    pytest.skip("needs a second version", allow_module_level=True)

_OF_THE_SERVER = {"role", "membership", "database"}
"""Two databases are compared without them."""
CASES = [
    case
    for case in all_cases()
    if case.oldest_version <= min(wanted_major(), DEFAULT_MAJOR)
    and not case.needs_icu
    and case.path.parent.name not in _OF_THE_SERVER
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_schema_on_two_versions_is_no_difference(
    case: CaseFolder, empty_databases: Databases, default_databases: Databases
) -> None:
    with empty_databases() as make, default_databases() as make_other:
        here, there = _built(make(case.role), case), _built(make_other(case.role), case)
        assert _changes(here, there) == []
        assert _changes(there, here) == []


def _built(place: tuple[Secret, Connection], case: CaseFolder) -> Secret:
    url, session = place
    for text in (case.text("setup.sql"), case.text("new.sql")):
        if text.strip():
            session.execute(text)
    return url


def _changes(old: Secret, new: Secret) -> list[str]:
    plan = diff_databases(old, new, NeonAccess(api_key=None), _NoServer()).plan
    return [f"{item.action} {item.address} {item.differences}" for item in plan.changes]


class _NoServer:
    """Both sides are running databases: nothing is loaded anywhere."""

    wanted = 0
    owner = ""

    def empty_database(self) -> Secret:
        raise AssertionError("nothing needs a database of its own here")

    def loaded_database(
        self, texts: Mapping[str, str], *, before: str = "", schemas: Mapping[str, str] | None = None
    ) -> Secret:
        raise AssertionError(f"nothing needs {list(texts)} loaded here, {before}, {schemas}")
