"""What protects a database's rows, weakened one piece at a time: SQL, with the address and what to write against it.

Never here: doing it, or what notices.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from neonctl_py.ddl.names import grant_clause, parent_of, relation
from neonctl_py.ddl.operations.grant import grantee
from neonctl_py.ddl.operations.policy import CreatePolicy
from neonctl_py.ddl.privileges import phrase
from neonctl_py.ddl.quoting import identifier, literal, qualified
from neonctl_py.model.function import Function
from neonctl_py.model.grant import Grant
from neonctl_py.model.policy import Policy
from neonctl_py.model.table import Table
from neonctl_py.model.trigger import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

RELATIONS: Final = ("table", "view", "materialized_view", "foreign_table")
_GRANTED: Final = (*RELATIONS, "schema", "sequence", "function", "aggregate")
_READS: Final = ("select", "update", "delete", "all")
_WRITES: Final = ("insert", "update", "all")


@dataclass(frozen=True, slots=True)
class Weakening:
    """``owner`` is a query for the role that may do it; ``schema`` is where its expressions are read."""

    address: Address
    change: str
    statements: tuple[str, ...]
    owner: str
    advice: str
    schema: str = "public"
    about: str = ""
    """The table or schema, as ``schema.name``."""
    unchanged: str = ""
    """A query that says true when it made no difference: another grant gives the same."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a role can do with a table now, and what policies leave of it: ``all``, ``some`` or ``none``."""

    table: str
    role: str
    command: str
    is_whole: bool
    is_held: bool
    rows: str


def weakenings(
    objects: Mapping[Address, Object], reaches: Iterable[Reach], *, spare: Iterable[str]
) -> Iterator[Weakening]:
    """One after the other, in the order of addresses. ``objects`` of one database; ``spare``: roles that hold everything anyway.
    What could make no difference (a policy that is open already, a role that can't reach the table) is left out.
    """
    seen = _Seen(objects, tuple(reaches))
    left = frozenset(spare)
    for address in sorted(objects):
        value = objects[address]
        if isinstance(value, Policy):
            yield from _of_policy(address, value, seen)
        elif isinstance(value, Table) and value.row_level_security:
            yield from _of_table(address, value, seen)
        elif isinstance(value, Trigger) and value.enabled != "disabled" and _refuses(value, address, objects):
            yield from _of_trigger(address)
        elif isinstance(value, Grant) and address.name[0] not in left:
            yield from _of_grant(address, value)
    yield from _additions(seen)


class _Seen:
    """The policies and reaches of each table."""

    def __init__(self, objects: Mapping[Address, Object], reaches: tuple[Reach, ...]) -> None:
        self.objects = objects
        self.reaches = reaches
        self.tables = {
            ".".join(address.name): address
            for address in objects
            if address.kind in RELATIONS and len(address.name) > 1
        }
        self.policies: dict[Address, list[tuple[Address, Policy]]] = {}
        for address, value in objects.items():
            if isinstance(value, Policy):
                self.policies.setdefault(parent_of(address), []).append((address, value))

    def subjects(self, table: Address, command: str, *, beside: Address | None = None) -> set[str]:
        """Roles that policies of that command hold: they have the privilege, and not all rows. With ``beside`` only those whom no
        other permissive policy lets through anyway.
        """
        name = ".".join(table.name)
        return {
            reach.role
            for reach in self.reaches
            if reach.table == name
            and command in {"all", reach.command}
            and reach.is_held
            and reach.rows != "all"
            and (beside is None or not self._is_open(beside, reach.role, reach.command))
        }

    def _is_open(self, policy: Address, role: str, command: str) -> bool:
        """Does another permissive policy let that role do it with every row?"""
        return any(
            other.permissive
            and other.command in {"all", command}
            and (role in other.roles or other.roles == ("public",))
            and is_true(other.using if command != "insert" else _check(other))
            for place, other in self.policies.get(parent_of(policy), [])
            if place != policy
        )


def is_true(expression: str | None) -> bool:
    """Does it let every row through?"""
    return expression is not None and expression.strip("() ").lower() == "true"


def _check(policy: Policy) -> str | None:
    return policy.with_check if policy.with_check is not None else policy.using


def _of_policy(address: Address, policy: Policy, seen: _Seen) -> Iterator[Weakening]:
    table = parent_of(address)
    name = relation(table)
    on = f"POLICY {identifier(address.name[0])} ON {name}"
    roles = ", ".join(policy.roles)
    subjects = seen.subjects(table, policy.command, beside=address if policy.permissive else None)
    closed = subjects if policy.roles == ("public",) else subjects & set(policy.roles)
    reads, writes = policy.command in _READS, policy.command in _WRITES
    made = _Maker(address, table)
    if reads and not is_true(policy.using) and closed:
        keep = f" WITH CHECK ({_check(policy)})" if writes and _check(policy) is not None else ""
        yield made(
            "using true", f"ALTER {on} USING (true){keep}", f"a row of {name} that {roles} must not reach"
        )
    if writes and not is_true(_check(policy)) and closed:
        told = f"an INSERT or UPDATE of {name} by {roles} that is refused because of the row's values"
        yield made("with check true", f"ALTER {on} WITH CHECK (true)", told)
    others = subjects - set(policy.roles)
    if policy.permissive and others and policy.roles != ("public",):
        told = f"a row of {name} that {', '.join(sorted(others))} must not reach"
        yield made("to public", f"ALTER {on} TO PUBLIC", told)
    if policy.permissive and closed:
        yield made("dropped", f"DROP {on}", f"a row of {name} that {roles} reaches because of this policy")
    if not policy.permissive and closed:
        again = CreatePolicy(
            address.name[0], name, policy.command, policy.roles, policy.using, policy.with_check
        )
        told = f"a row of {name} that only this policy keeps from {roles}"
        yield made("permissive", (f"DROP {on}", again.statement()), told)


def _of_table(address: Address, table: Table, seen: _Seen) -> Iterator[Weakening]:
    name = relation(address)
    made = _Maker(address, address)
    if seen.subjects(address, "all"):
        told = f"a row of {name} that somebody must not reach"
        yield made("row-level security off", f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY", told)
    owner = table.owner if isinstance(table.owner, str) else ""
    if table.force_row_level_security and owner in seen.subjects(address, "all"):
        own = [policy for _, policy in seen.policies.get(address, []) if _is_for(policy, owner)]
        if all(policy.permissive for policy in own) and any(
            policy.command == "all" and is_true(policy.using) for policy in own
        ):
            return
        told = f"a row of {name} that its owner, {owner}, must not reach"
        yield made("not forced", f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY", told)


def _refuses(trigger: Trigger, address: Address, objects: Mapping[Address, Object]) -> bool:
    """Does its function say no to something? Triggers that only write (``updated_at``) protect nothing."""
    database = parent_of(parent_of(address))
    called = objects.get(database.child("function", trigger.function.schema, f"{trigger.function.name}()"))
    return isinstance(called, Function) and "raise exception" in " ".join(called.body.lower().split())


def _of_trigger(address: Address) -> Iterator[Weakening]:
    table = parent_of(address)
    statement = f"ALTER TABLE {relation(table)} DISABLE TRIGGER {identifier(address.name[0])}"
    yield _Maker(address, table)("disabled", statement, f"what the trigger refuses in {relation(table)}")


def _is_for(policy: Policy, role: str) -> bool:
    return role in policy.roles or policy.roles == ("public",)


def _of_grant(address: Address, grant: Grant) -> Iterator[Weakening]:
    target, role = parent_of(address), address.name[0]
    if target.kind not in _GRANTED:
        return
    made = _Maker(address, target)
    for name in dict.fromkeys(privilege.name for privilege in grant.privileges):
        own = [privilege for privilege in grant.privileges if privilege.name == name]
        told = f"what {role} needs {name.upper()} on {_label(target)} for"
        revoke = f"REVOKE {phrase(own)} ON {grant_clause(target)} FROM {grantee(role)} CASCADE"
        yield replace(made(f"-{name}", revoke, told), unchanged=_still_held(target, role, name))


def _still_held(target: Address, role: str, privilege: str) -> str:
    if role == "public":
        return ""
    asked = f"{literal(role)}, {{}}, {literal(privilege)}"
    if target.kind == "schema":
        return f"select has_schema_privilege({asked.format(literal(target.name[0]))})"
    if target.kind in RELATIONS:
        return f"select has_table_privilege({asked.format(literal(relation(target)))})"
    return ""


def _additions(seen: _Seen) -> Iterator[Weakening]:
    for reach in seen.reaches:
        table = seen.tables.get(reach.table)
        if table is None or reach.is_whole or reach.rows == "none" or not _can_be_given(table, reach.command):
            continue
        made = _Maker(table.child("grant", reach.role), table)
        columns = " on all columns" if reach.is_held else ""
        told = f"that {reach.role} may not {reach.command} {reach.table}{columns}"
        yield made(
            f"+{reach.command}",
            f"GRANT {reach.command.upper()} ON {grant_clause(table)} TO {grantee(reach.role)}",
            told,
        )


def _can_be_given(table: Address, command: str) -> bool:
    if table.kind == "materialized_view":
        return command == "select"
    return command in {"select", "insert", "update", "delete"} or (
        command == "truncate" and table.kind == "table"
    )


def _label(target: Address) -> str:
    return f"{target.kind} {'.'.join(target.name)}"


@dataclass(frozen=True, slots=True)
class _Maker:
    address: Address
    target: Address

    def __call__(self, change: str, statements: str | tuple[str, ...], advice: str) -> Weakening:
        listed = (statements,) if isinstance(statements, str) else statements
        schema = self.target.name[0]
        return Weakening(
            self.address,
            change,
            listed,
            _owner_query(self.target),
            advice,
            schema,
            ".".join(self.target.name),
        )


def _owner_query(target: Address) -> str:
    """Asks who owns it; no row where it isn't there."""
    if target.kind == "schema":
        found = f"nspowner) from pg_catalog.pg_namespace where nspname = {literal(target.name[0])}"
    elif target.kind in {"function", "aggregate"}:
        found = f"proowner) from pg_catalog.pg_proc where oid = to_regprocedure({literal(relation(target))})"
    else:
        quoted = qualified(*target.name)
        found = f"relowner) from pg_catalog.pg_class where oid = to_regclass({literal(quoted)})"
    return f"select pg_get_userbyid({found}"
