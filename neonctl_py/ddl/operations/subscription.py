"""Subscriptions. What is disabled never connects: neither when it is made nor when it is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.hidden import mark
from neonctl_py.ddl.names import object_clause
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.defined import AlterObject, CreateObject, DropObject, alterations
from neonctl_py.ddl.quoting import identifiers, literal
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.subscription import Subscription
from neonctl_py.model.values import Unset

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter | drop | rename."""
    on = object_clause(step.address)
    match step.operation:
        case "create":
            subscription = value(step.after, Subscription)
            lowered: list[MigrateOperation] = [CreateObject(on, _definition(subscription))]
            lowered += attributes.comment(step.address, subscription.comment)
            return lowered + attributes.owner(step.address, subscription.owner)
        case "alter":
            before, after = value(step.before, Subscription), value(step.after, Subscription)
            forward, back = _actions(before, after, step.changed), _actions(after, before, step.changed)
            return [*alterations(on, forward, back), *attributes.altered(step)]
        case "drop":
            return _dropped(step, on)
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


_PARAMETERS = (
    "slot_name",
    "binary",
    "streaming",
    "two_phase",
    "disable_on_error",
    "password_required",
    "run_as_owner",
    "origin",
    "failover",
    "synchronous_commit",
)


def _definition(subscription: Subscription) -> str:
    default = Subscription()
    changed = tuple(name for name in _PARAMETERS if getattr(subscription, name) != getattr(default, name))
    parameters = ["connect = false"] if not subscription.enabled else []
    parameters += _parameters(subscription, changed)
    options = f" WITH ({', '.join(parameters)})" if parameters else ""
    return f"CONNECTION {mark('connection')} PUBLICATION {identifiers(subscription.publications)}{options}"


def _actions(before: Subscription, after: Subscription, changed: tuple[str, ...]) -> list[str]:
    """Off before anything that only a disabled one takes, on after it."""
    actions = ["DISABLE"] if "enabled" in changed and before.enabled else []
    if "connection" in changed:
        actions.append(f"CONNECTION {mark('connection')}")
    if "publications" in changed:
        quiet = "" if before.enabled and after.enabled else " WITH (refresh = false)"
        actions.append(f"SET PUBLICATION {identifiers(after.publications)}{quiet}")
    if parameters := _parameters(after, changed):
        actions.append(f"SET ({', '.join(parameters)})")
    return [*actions, "ENABLE"] if "enabled" in changed and after.enabled else actions


def _parameters(subscription: Subscription, fields: tuple[str, ...]) -> list[str]:
    return [
        f"{name} = {_text(held)}"
        for name in _PARAMETERS
        if name in fields and not isinstance(held := getattr(subscription, name), Unset)
    ]


def _text(held: object) -> str:
    if held is None:
        return "NONE"
    return str(held).lower() if isinstance(held, bool) else literal(str(held))


def _dropped(step: SqlStep, on: str) -> list[MigrateOperation]:
    """Without its slot's name a subscription goes without asking the publisher."""
    before = value(step.before, Subscription)
    drop = DropObject(on).undone_by(CreateObject(on, _definition(before)))
    if before.enabled or before.slot_name is None:
        return [drop]
    return [AlterObject(on, "SET (slot_name = NONE)").undone_by(attributes.Nothing()), drop]
