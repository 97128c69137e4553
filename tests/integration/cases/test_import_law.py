"""Every state of tests/cases, imported: its stack says all of it, changes nothing, asks nothing, and builds the same elsewhere.

By default the longest state of each kind; all of them with NEONPY_IMPORT_LAW=all (``make import-law``).
"""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from case_folder import CaseFolder, database_cases, skip_where_the_server_lacks_something
from catalog_rows import catalog_rows
from import_run import build, import_run, refusals
from pair_run import observed_in
from schema_dump import SchemaDump, schema_dump

from neonctl_py.emulator.server_process import ADMIN
from neonctl_py.postgres.connect import connect
from neonctl_py.stack.addresses import shape_trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from private_server import PrivateServer

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

_REFUSED = {
    "range/canonical/new.sql": "a range's canonical function needs the type before the type is there: NP210 refuses it by name",
}
"""States that no plan makes, and why."""
_BESIDE_THE_STACK = {
    "function/transforms": "a transform is a superuser's, as the C functions that it names: a stack doesn't manage it",
    "materialized_view/access_method": "an access method is a superuser's, as the C function that it names",
    "text_search_configuration/parser": "a text search parser is a superuser's, as the C functions that it names",
}
"""What plans list as not managed, and ``setup.sql`` makes: it is there before a stack is built elsewhere, too."""
IMPORTER = "case_importer"
"""A superuser who is no role of the platform's: what these own, no stack says."""


@dataclass(frozen=True)
class State:
    case: CaseFolder
    file: str

    @property
    def name(self) -> str:
        return f"{self.case.name}/{self.file}"

    @property
    def kind(self) -> str:
        return self.case.path.parent.name


def chosen() -> list[State]:
    states = [State(case, file) for case in database_cases() for file in ("old.sql", "new.sql")]
    states = [state for state in states if state.case.text(state.file).strip()]
    if os.environ.get("NEONPY_IMPORT_LAW") == "all":
        return states
    longest = {state.kind: state for state in sorted(states, key=lambda it: len(it.case.text(it.file)))}
    return list(longest.values())


@pytest.mark.parametrize("state", chosen(), ids=lambda state: state.name)
def test_an_imported_database_is_said_whole(
    state: State, case_server: PrivateServer, empty_database: Callable[[str], tuple[Secret, Connection]]
) -> None:
    case = state.case
    skip_where_the_server_lacks_something(case, case_server)
    role = IMPORTER if case.role == ADMIN else case.role
    source, session = empty_database(role)
    for file in ("setup.sql", state.file):
        if case.text(file).strip():
            session.execute(case.text(file))
    unnameable = [str(address) for address in observed_in(session).objects if shape_trouble(address)]
    assert unnameable == [], "what is there can be named under `removed:` and `moved:`"

    run = import_run(source)
    assert run.trouble == ""
    if run.secrets:
        return  # what is secret is not in the stack, so nobody can build it from there
    target, elsewhere = empty_database(role)
    if case.name in _BESIDE_THE_STACK:
        elsewhere.execute(case.text("setup.sql"))
    if state.name in _REFUSED:
        assert refusals(run, target) == ("NP210",)
        return
    assert build(run, target) == ()
    with closing(connect(source)) as session:
        if catalog_rows(elsewhere) != catalog_rows(session):
            binaries = case_server.binaries
            made, wanted = (_unclustered(schema_dump(binaries, url)) for url in (target, source))
            assert made.exact_difference(wanted) == ""


def _unclustered(dump: SchemaDump) -> SchemaDump:
    """Without the index that CLUSTER would sort a table by the next time: a stack doesn't say it."""
    lines = {heading: body.splitlines() for heading, body in dump.entries.items()}
    kept = {
        heading: "\n".join(line for line in body if " CLUSTER ON " not in line)
        for heading, body in lines.items()
    }
    return SchemaDump(kept, dump.tables)
