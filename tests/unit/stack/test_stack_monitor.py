"""``monitor:``: rules, channels and their mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neonctl_py.model.address import Address
from neonctl_py.model.database import Database
from neonctl_py.model.monitor import Adjustment, Channel, ComputeLimit, MonitorRule, RoleLimit
from neonctl_py.model.role import Role
from neonctl_py.model.state import Desired, Observed
from neonctl_py.model.values import Secret
from neonctl_py.plan.monitored import with_monitored

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.stack.load import LoadedStack

TEXT = """
version: 1
projects:
  shop:
    roles: {{app: {{login: true, connection_limit: 25}}}}
    databases: {{db: {{}}}}
    checks:
      minted: {{sql: select 1}}
      slow: {{builtin: slow_queries}}
    monitor:
      channels:
        team: {{slack: "${{env:TEAM}}"}}
        off: {{webhook: "${{env:NOBODY:-}}"}}
      rules:
        rule: {rule}
"""
RULE = Address.parse("project.shop/monitor.rule")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "{when: pool_utilisation > 80%, for: 2m, notify: [team]}",
            MonitorRule(check="pool_utilisation", comparison="above", value=80, hold=120, notify=("team",)),
        ),
        (
            "{when: slow>=1.5s, cooldown: 0s, severity: alert, of: x, notify: [off]}",
            MonitorRule(
                check="slow",
                comparison="at_least",
                value=1500,
                cooldown=0,
                severity="alert",
                subject="x",
                notify=("off",),
            ),
        ),
        (
            "{when: minted fails, notify: [team]}",
            MonitorRule(check="minted", comparison="fails", notify=("team",)),
        ),
        (
            "{when: pool_utilisation < 30%, role: {name: app, connection_limit: -25%, at_least: 10}}",
            MonitorRule(
                check="pool_utilisation",
                comparison="below",
                value=30,
                subject="role app",
                change=RoleLimit("app", Adjustment(-25, True, at_least=10)),
            ),
        ),
        (
            "{when: compute_load > 70 %, compute: {max_cu: +1, at_most: 8}}",
            MonitorRule(
                check="compute_load",
                comparison="above",
                value=70,
                change=ComputeLimit("max_cu", Adjustment(1, False, at_most=8)),
            ),
        ),
    ],
)
def test_rules(load: Callable[..., LoadedStack], written: str, expected: MonitorRule) -> None:
    declared = load(TEXT.format(rule=written), environment={"TEAM": "https://x"}).desired.declarations
    assert declared[RULE] == expected
    assert declared[Address.parse("project.shop/channel.team")] == Channel(
        form="slack", secret=Secret("https://x")
    )
    assert declared[Address.parse("project.shop/channel.off")] == Channel(form="webhook", secret=Secret(""))


@pytest.mark.parametrize(
    ("rule", "hint"),
    [
        ("{when: «NP112»pool is full, notify: [team]}", "NAME_OF_A_CHECK fails"),
        ("{when: «NP145»pool_utilization > 80%, notify: [team]}", "Did you mean `pool_utilisation`?"),
        ("{when: «NP112»pool_utilisation > 80s, notify: [team]}", "a percentage"),
        ("{when: minted fails, notify: [«NP145»taem]}", "Did you mean `team`?"),
        ("{when: minted fails, role: {name: «NP131»ap, connection_limit: +1, at_most: 2}}", "app"),
        ("{when: minted fails, role: {name: app, «NP111»connection_limit: +1}}", "at_most"),
        ("{when: minted fails, role: {name: app, connection_limit: «NP112»25%, at_most: 2}}", "+25%"),
        ("{when: minted fails, compute: «NP116»{min_cu: +1, max_cu: +1, at_most: 2}}", "One of"),
        (
            "{when: minted fails, role: {name: app, connection_limit: +1, at_most: 2}, «NP116»compute: {min_cu: +1}}",
            "two rules",
        ),
        ("{«NP110»if: minted fails, when: minted fails, notify: [team]}", "Write `when"),
    ],
)
def test_mistakes(
    mistakes: Callable[..., tuple[set[object], set[object], str]], rule: str, hint: str
) -> None:
    expected, found, messages = mistakes(TEXT.format(rule=rule), environment={"TEAM": "https://x"})
    assert found == expected
    assert hint in messages


def test_a_rule_does_something(mistakes: Callable[..., tuple[set[object], set[object], str]]) -> None:
    text = TEXT.format(rule="{when: minted fails}").replace("        rule:", "        «NP111»rule:")
    expected, found, _ = mistakes(text, environment={"TEAM": "https://x"})
    assert found == expected


def test_an_address_never_stands_in_the_text(
    mistakes: Callable[..., tuple[set[object], set[object], str]],
) -> None:
    text = TEXT.format(rule="{when: minted fails, notify: [team]}")
    text = text.replace('"${env:TEAM}"', "«NP150»https://hooks.example.com/s3cret")
    expected, found, messages = mistakes(text)
    assert found == expected
    assert "s3cret" not in messages


@pytest.mark.parametrize(("observed", "wanted"), [(30, 30), (10, 10), (9, 25), (51, 25), (-1, 25)])
def test_what_a_rule_has_changed_within_its_bounds_is_as_wanted(observed: int, wanted: int) -> None:
    """Else the next apply would undo it; beyond the bounds it was somebody else."""
    home = Address.parse("project.shop/branch.main")
    role = home.child("role", "app")
    rules = {
        RULE: MonitorRule(
            check="x", comparison="fails", change=RoleLimit("app", Adjustment(25, True, at_most=50))
        ),
        RULE.parent.child("monitor", "b"): MonitorRule(  # type: ignore[union-attr]
            check="x", comparison="fails", change=RoleLimit("app", Adjustment(-25, True, at_least=10))
        ),
    }
    objects = {role: Role(connection_limit=25), home.child("database", "db"): Database()}
    desired = Desired(stack="", objects=objects, declarations=rules)
    found = with_monitored(desired, Observed(objects={role: Role(connection_limit=observed)}))
    assert found.objects[role] == Role(connection_limit=wanted)
