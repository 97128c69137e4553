"""A database imported in this process: written as a stack, read again, planned against itself, and built elsewhere from it.

Never here: which databases, and what must come out; who asks compares.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.diagnostics import Severity
from neonctl_py.plan.diff import candidates
from neonctl_py.plan.steps import SqlStep
from neonctl_py.stack.format import format_text
from neonctl_py.stack.load import load_stack
from neonctl_py.workflows.access import NeonAccess
from neonctl_py.workflows.import_state import ImportRequest, import_database
from neonctl_py.workflows.other_database import on_database
from neonctl_py.workflows.plan_stack import PlanRequest, plan_stack

if TYPE_CHECKING:
    from neonctl_py.model.state import Desired
    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan
    from neonctl_py.workflows.import_state import Imported

_NOWHERE = NeonAccess(api_key=None)
_SECRET = ("subscription", "user_mapping")


@dataclass(frozen=True)
class ImportRun:
    """``unformatted``: files that ``neonpy fmt`` would change. ``questions``: addresses whose text the server would be asked
    about. ``changes``: what a plan of the stack against its own origin holds.
    """

    imported: Imported
    desired: Desired
    unformatted: tuple[str, ...]
    questions: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def secrets(self) -> tuple[str, ...]:
        """What is there without what no file may hold."""
        left = (item.address for item in self.imported.left_out)
        return tuple(str(address) for address in left if address.kind in _SECRET)

    @property
    def trouble(self) -> str:
        """The first thing that is not as it must be; empty where all is. Secrets are meant to be left out."""
        left = (item for item in self.imported.left_out if item.address.kind not in _SECRET)
        found = {
            "left out": [f"{item.address}: {item.why}" for item in left],
            "fmt changes": self.unformatted,
            "the server is asked about": self.questions,
            "planned": self.changes,
        }
        return next((f"{what}: {'; '.join(items[:5])}" for what, items in found.items() if items), "")


def import_run(source: Secret) -> ImportRun:
    """Raises InputError where what was written can't be read."""
    imported = import_database(source, ImportRequest(name="law"))
    desired = _loaded(imported, source)
    planned = plan_stack(desired, _NOWHERE, PlanRequest())
    return ImportRun(
        imported,
        desired,
        tuple(
            path
            for path, text in imported.files.items()
            if path.endswith(".yaml") and format_text(text, file=path) != text
        ),
        tuple(map(str, candidates(desired, planned.world.observed))),
        _told(planned.plan),
    )


def build(run: ImportRun, target: Secret) -> tuple[str, ...]:
    """Make the empty database at ``target`` what the stack says. Gives what a second plan still holds."""
    elsewhere = on_database(run.desired, target)
    plan = plan_stack(elsewhere, _NOWHERE, PlanRequest()).plan
    database = next(place for place in elsewhere.objects if place.kind == "database")
    steps = [step for step in plan.steps if isinstance(step, SqlStep)]
    if steps:
        run_sql_steps(target, steps, database=database)
    return _told(plan_stack(elsewhere, _NOWHERE, PlanRequest()).plan)


def refusals(run: ImportRun, target: Secret) -> tuple[str, ...]:
    """The codes of what stops a plan that would make the database at ``target`` what the stack says."""
    plan = plan_stack(on_database(run.desired, target), _NOWHERE, PlanRequest()).plan
    return tuple(sorted(item.code for item in plan.diagnostics if item.severity is Severity.ERROR))


def _loaded(imported: Imported, source: Secret) -> Desired:
    with tempfile.TemporaryDirectory() as folder:
        for path, text in imported.files.items():
            place = Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        environment = {"DATABASE_URL": source.reveal()}
        return load_stack(Path(folder), variables={}, environment=environment).desired


def _told(plan: Plan) -> tuple[str, ...]:
    return tuple(
        f"{change.action} {change.address} {', '.join(item.field for item in change.differences)}"
        for change in plan.changes
    )
