"""The end of an apply after which something is left."""

from __future__ import annotations

from neonctl_py.model.address import Address
from neonctl_py.model.table import Table
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.plan import Plan
from neonctl_py.render.json_document import report_document
from neonctl_py.render.terminal.report import report_lines
from neonctl_py.report.apply_report import ApplyReport

DATABASE = Address.parse("project.shop/branch.main/database.shop")
OURS, THEIRS = (DATABASE.child("table", "public", name) for name in ("ours", "theirs"))


def _plan(*places: Address) -> Plan:
    changes = tuple(Change(Action.CREATE, place, after=Table()) for place in places)
    return Plan(stack="shop", changes=changes, steps=())


def test_what_somebody_else_changed_meanwhile_is_told_apart() -> None:
    """What this apply made, and what is in that, may be its own fault."""
    left = _plan(OURS.child("column", "x"), THEIRS)
    report = ApplyReport(plan=_plan(OURS), done=(), left=left, seconds=1)
    told = [line.plain for line in report_lines(report, width=200)]

    assert report.not_ours == (THEIRS,)
    assert report_document(report)["left_by_others"] == [str(THEIRS)]
    assert (
        f"    {THEIRS}"
        in told[told.index("Not of this apply's making, so somebody else changed it meanwhile:") :]
    )
