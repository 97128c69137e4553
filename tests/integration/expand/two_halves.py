"""A database with a stack over it, changed in halves as a user would. Never here: what is expected of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from neonctl_py.apply.passwords import NoPasswords
from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.plan.steps import SqlStep
from neonctl_py.postgres.connect import connect
from neonctl_py.stack.load import load_stack
from neonctl_py.workflows.access import NeonAccess
from neonctl_py.workflows.apply_stack import Consent, Doing, apply_stack
from neonctl_py.workflows.origin import Origin
from neonctl_py.workflows.plan_stack import PlanRequest, plan_stack

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.model.state import Desired, Observed
    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.report.apply_report import ApplyReport
    from neonctl_py.report.events import Event

_STACK = """\
version: 1
stack: shop
projects:
  shop:
    provider: postgres
    url: ${env:SHOP_URL}
    roles: {app_reader: {external: true}, app_writer: {external: true}}
    databases:
      NAME:
        schemas:
          public:
            tables:
TABLES
"""


@dataclass
class Shop:
    """``session`` is the owner's. ``events``: all that applies have told."""

    url: Secret
    session: Connection
    folder: Path
    events: list[Event] = field(default_factory=list)
    tables: str = ""
    outside: str = ""

    def declare(self, tables: str) -> None:
        """``tables:`` from now on."""
        self.tables = tables

    @property
    def desired(self) -> Desired:
        file = self.folder / "stack.yaml"
        indented = "\n".join(f"              {line}" for line in self.tables.strip("\n").splitlines())
        name = self.session.info.dbname
        file.write_text(_STACK.replace("NAME", name).replace("TABLES", indented), encoding="utf-8")
        loaded = load_stack(file, variables={}, environment={"SHOP_URL": self.url.reveal()})
        return loaded.desired

    def plan(self, *, contract: bool = False) -> Plan:
        request = PlanRequest(contract=contract)
        return plan_stack(self.desired, NeonAccess(None, ""), request).plan

    def observed(self) -> Observed:
        """What is there now."""
        return plan_stack(self.desired, NeonAccess(None, ""), PlanRequest()).world.observed

    def apply(self, *allowed: str, contract: bool = False) -> ApplyReport:
        """Raises what an apply raises. What is left over must be nothing."""
        report = apply_stack(
            self.desired,
            NeonAccess(None, ""),
            PlanRequest(contract=contract),
            Consent(agree=lambda _: None, allowed=allowed),
            Doing(
                passwords=NoPasswords(),
                listen=self.events.append,
                origin=Origin(who="a test", command="neonpy apply", commit=""),
            ),
        )
        left = [(str(change.address), change.action, change.differences) for change in report.left.changes]
        assert left == []
        return report

    def apply_until(self, operation: str) -> None:
        """As if it had been killed before the first step of that name."""
        plan = self.plan()
        names = [step.operation for step in plan.steps]  # type: ignore[union-attr]  # all SQL
        steps = [step for step in plan.steps[: names.index(operation)] if isinstance(step, SqlStep)]
        run_sql_steps(self.url, steps, database=steps[0].database)

    def run(self, text: str) -> list[Any]:
        """Rows, if there are any."""
        done = self.session.execute(text)  # type: ignore[call-overload]  # texts of tests
        return done.fetchall() if done.description else []

    def another(self) -> Connection:
        """A session of one's own."""
        return connect(self.url)


def operations(plan: Plan) -> list[str]:
    """``expand column.name``, in order."""
    return [f"{step.operation} {step.address.segment}" for step in plan.steps]  # type: ignore[union-attr]  # all SQL


def told(plan: Plan) -> list[str]:
    """The codes of what it says."""
    return [item.code for item in plan.diagnostics]
