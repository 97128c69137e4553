"""Who may see and do what: policies, grants, and what goes around them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from neonctl_py.lint.stack.finding import StackFinding
from neonctl_py.lint.stack.mentions import expression_of, relations_in, statement_of
from neonctl_py.model.extension import Extension
from neonctl_py.model.function import Function, bare_name
from neonctl_py.model.grant import Grant, public_default
from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.sql.tree import Node
    from neonctl_py.lint.stack.catalog import Catalog, TableWithParts
    from neonctl_py.model.address import Address
    from neonctl_py.model.lint_settings import RuleSetting
    from neonctl_py.model.policy import Policy

_COMMANDS: Final = ("select", "insert", "update", "delete")
_PER_STATEMENT: Final = {"current_setting", "uid", "jwt", "role", "user_id", "session"}
_INVOKER_SINCE: Final = 15


def check_search_path(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Of functions and procedures that run as their owner."""
    for address, function in catalog.of(Function):
        if function.security_definer and not _has_path(function):
            yield StackFinding("security-definer-search-path", address, f"`{bare_name(address.name[1])}`.")


def check_any_search_path(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Of all of them but those whose names are bound when they are made."""
    for address, function in catalog.of(Function):
        if not _has_path(function) and function.sql_body is None and function.language in {"sql", "plpgsql"}:
            yield StackFinding("function-search-path", address, f"`{bare_name(address.name[1])}`.")


def _has_path(function: Function) -> bool:
    return any(name == "search_path" for name, _ in function.settings)


def check_definer_for_all(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """A function that only triggers call can be called by nobody."""
    for address, function in catalog.of(Function):
        if not function.security_definer or function.returns in {"trigger", "event_trigger"}:
            continue
        public = catalog.objects.get(address.child("grant", "public"))
        if not isinstance(public, Grant) or any(item.name == "execute" for item in public.privileges):
            yield StackFinding("security-definer-for-all", address, f"`{bare_name(address.name[1])}`.")


def check_views(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Views that read tables with row-level security."""
    for address, view in catalog.of(View):
        version = catalog.version(address)
        if view.security_invoker or (version and version < _INVOKER_SINCE):
            continue
        protected = _protected(catalog, address, view.query)
        if protected:
            what = f"`{address.name[1]}` reads `{protected[0]}`, which has row-level security."
            yield StackFinding("view-without-security-invoker", address, what)


def check_materialized_views(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Only those that somebody may read."""
    for address, view in catalog.of(MaterializedView):
        readers = sorted(
            place.name[0]
            for place, grant in catalog.of(Grant)
            if place.parent == address and any(item.name == "select" for item in grant.privileges)
        )
        protected = _protected(catalog, address, view.query) if readers else []
        if protected:
            what = f"`{address.name[1]}` holds rows of `{protected[0]}`, and `{readers[0]}` may read it."
            yield StackFinding("materialized-view-of-protected-rows", address, what)


def _protected(catalog: Catalog, view: Address, query: str) -> list[str]:
    """The tables with row-level security that the query reads."""
    database = view.container("database")
    found = []
    for schema, name in relations_in(statement_of(query)):
        places = [schema] if schema else [view.name[0], "public"]
        tables = (catalog.table(database, place, name) for place in places)
        table = next((table for table in tables if table is not None), None)
        if table is not None and table.table.row_level_security:
            found.append(table.name)
    return found


def check_public(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """What goes beyond what Postgres gives to everybody anyway."""
    for address, grant in catalog.of(Grant):
        holder = address.parent
        if holder is None or address.name[0].lower() != "public":
            continue
        usual = set(public_default(holder.kind, holder.name[-1] if holder.name else ""))
        given = sorted({item.name for item in grant.privileges} - usual)
        if given:
            what = f"{', '.join(given)} on `{holder.name[-1]}`."
            yield StackFinding("grant-to-public", address, what)


def check_always_true(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Of permissive policies that let everybody write: one for a named role says on purpose what that role may, and where a
    restrictive policy holds for the same command it decides.
    """
    for table, name, policy in _policies(catalog):
        writes = policy.command != "select"
        checked = policy.with_check if policy.with_check is not None else policy.using
        if not policy.permissive or not writes or not table.table.row_level_security:
            continue
        if "public" not in policy.roles or _is_restricted(table, policy):
            continue
        if _is_true(checked if policy.command == "insert" else policy.using):
            what = (
                f"`{name}` lets {', '.join(policy.roles)} {_verb(policy.command)} any row of `{table.name}`."
            )
            yield StackFinding("policy-always-true", table.address.child("policy", name), what)


def _is_restricted(table: TableWithParts, policy: Policy) -> bool:
    return any(
        not other.permissive and other.command in {"all", policy.command} and "public" in other.roles
        for other in table.policies.values()
    )


def _verb(command: str) -> str:
    return "read and write" if command == "all" else command


def _is_true(clause: str | None) -> bool:
    return clause is not None and clause.strip().strip("()").strip().lower() in {"true", "1=1", "1 = 1"}


def check_called_per_row(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Calls that stand outside of a subquery."""
    for table, name, policy in _policies(catalog):
        for clause in (policy.using, policy.with_check):
            tree = expression_of(clause) if clause else None
            called = next(_bare_calls(tree), "") if tree is not None else ""
            if called:
                what = f"`{name}` of `{table.name}` calls {called}()."
                yield StackFinding("policy-called-per-row", table.address.child("policy", name), what)
                break


def _bare_calls(node: Node) -> Iterator[str]:
    for child in node.children():
        if child.kind == "SubLink":
            continue
        if child.kind == "FuncCall" and child.names("funcname")[-1] in _PER_STATEMENT:
            yield ".".join(child.names("funcname"))
        yield from _bare_calls(child)


def check_several_permissive(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Once per table."""
    for table in catalog.tables():
        held: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, policy in sorted(table.policies.items()):
            commands = _COMMANDS if policy.command == "all" else (policy.command,)
            for role in policy.roles if policy.permissive else ():
                for command in commands:
                    held[role, command].append(name)
        clash = next((item for item in held.items() if len(item[1]) > 1), None)
        if clash is not None:
            (role, command), names = clash
            told = " and ".join(f"`{name}`" for name in names)
            what = f"{told} of `{table.name}`, for {command} by {role}."
            yield StackFinding("several-permissive-policies", table.address.child("policy", names[1]), what)


def _policies(catalog: Catalog) -> Iterator[tuple[TableWithParts, str, Policy]]:
    for table in catalog.tables():
        for name, policy in table.policies.items():
            yield table, name, policy


def check_enforced(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Policies without the switch."""
    for table in catalog.tables():
        if table.policies and not table.table.row_level_security:
            yield StackFinding("policies-not-enforced", table.address, f"`{table.name}`.")


def check_without_policy(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """The switch without policies."""
    for table in catalog.tables():
        if table.table.row_level_security and not table.policies:
            yield StackFinding("row-security-without-policy", table.address, f"`{table.name}`.")


def check_forced(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """FORCE ROW LEVEL SECURITY."""
    for table in catalog.tables():
        if table.table.row_level_security and not table.table.force_row_level_security:
            yield StackFinding("row-security-not-forced", table.address, f"`{table.name}`.")


def check_extension_place(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Where the state says it."""
    for address, extension in catalog.of(Extension):
        if extension.schema == "public":
            yield StackFinding("extension-in-public", address, f"`{address.name[0]}`.")
