"""Plans to render: small, and with everything that a plan can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.diagnostics import Diagnostic, Severity, Span
from neonctl_py.model.address import Address
from neonctl_py.model.branch import Branch
from neonctl_py.model.column import Column
from neonctl_py.model.compute import Compute
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.policy import Policy
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.model.state import Unsupported
from neonctl_py.model.table import Table
from neonctl_py.plan.changes import Action, Change, Difference
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.plan import Plan
from neonctl_py.plan.steps import Effect, NeonStep, SqlStep

if TYPE_CHECKING:
    from neonctl_py.model.state import Object

BRANCH = "project.shop/branch.main"
DATABASE = f"{BRANCH}/database.neondb"
ORDERS = f"{DATABASE}/table.public.orders"


def create(address: str, value: Object) -> Change:
    return Change(Action.CREATE, Address.parse(address), after=value)


def whole_plan() -> Plan:
    """One change of every action, hazards, steps of both sorts, what is left alone."""
    index = Address.parse(f"{ORDERS}/index.i")
    note = Address.parse(f"{ORDERS}/column.note")
    changes = (
        create("project.shop", Project(region="aws-us-east-2", pg_version=17, history_retention=604800)),
        create(BRANCH, Branch(default=True, catalog=True)),
        create(
            f"{BRANCH}/compute", Compute(min_cu=0.5, suspend_after=-1, pg_settings=(("work_mem", "16MB"),))
        ),
        Change(
            Action.UPDATE,
            Address.parse(f"{BRANCH}/role.readers"),
            Role(),
            Role(login=True),
            (Difference("login", before=False, after=True),),
        ),
        Change(Action.FORGET, Address.parse(f"{BRANCH}/role.old"), Role()),
        create(f"{DATABASE}/table.public.buyers", Table(row_level_security=True)),
        create(f"{DATABASE}/table.public.buyers/column.id", Column(type="uuid", nullable=False, position=1)),
        create(
            f"{DATABASE}/table.public.buyers/column.aged", Column(type="integer", default="0", position=2)
        ),
        create(
            f"{DATABASE}/table.public.buyers/index.i_idx", Index(keys=(IndexKey("id"),), where="aged is null")
        ),
        create(
            f"{DATABASE}/table.public.buyers/policy.own",
            Policy(command="select", roles=("app",), using="(id = 1)"),
        ),
        create(
            f"{DATABASE}/table.public.buyers/grant.readers",
            Grant(
                (
                    Privilege("select", "aged"),
                    Privilege("select", "id"),
                    Privilege("usage", "", grantable=True),
                )
            ),
        ),
        Change(Action.DELETE, note, Column(type="text")),
        Change(
            Action.REPLACE,
            index,
            Index(),
            Index(unique=True),
            (Difference("unique", before=False, after=True, forces_replacement=True),),
            because=(note,),
        ),
        Change(
            Action.MOVE,
            Address.parse(f"{ORDERS}/column.new"),
            Column(),
            Column(),
            moved_from=Address.parse(f"{ORDERS}/column.old"),
        ),
        Change(Action.ADOPT, Address.parse(f"{DATABASE}/schema.app"), after=Table()),
    )
    steps = (
        NeonStep(
            action=Action.CREATE,
            address=Address.parse("project.shop"),
            parts=((Address.parse(BRANCH), Branch()),),
            hazards=(Hazard.COSTS_MONEY,),
        ),
        SqlStep(
            action=Action.DELETE,
            operation="drop",
            address=note,
            database=Address.parse(DATABASE),
            hazards=(Hazard.DELETES_DATA, Hazard.BREAKS_RUNNING_CODE),
            effect=Effect(1200, 3_300_000, "ACCESS EXCLUSIVE"),
            reason="the stack does not declare it",
        ),
    )
    return Plan(
        stack="shop",
        changes=tuple(sorted(changes, key=lambda change: change.address)),
        steps=steps,
        unmanaged=(Address.parse(f"{DATABASE}/table.public.legacy"),),
        unsupported=(Unsupported(Address.parse(DATABASE), "view", ("public.v1", "public.v2")),),
        diagnostics=(
            Diagnostic(
                Severity.WARNING,
                "NP301",
                "a role without a password",
                "Nobody can log in as app.",
                "neonpy apply --secrets-out FILE",
                f"{BRANCH}/role.app",
                Span("stack.yaml", 3, 5),
            ),
        ),
    )
