"""Functions and procedures: one CREATE OR REPLACE says all that can be changed in place. Bodies are never touched."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.names import object_clause, relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import identifier, literal, qualified
from neonctl_py.ddl.settings_clause import setting_clauses
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.function import Argument, Function, bare_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep


@dataclass
class CreateFunction(CatalogOperation):
    """``name`` qualified, ``arguments`` as between the parentheses. ``body`` is taken byte for byte; ``sql_body`` is ``RETURN …`` or
    ``BEGIN ATOMIC … END`` instead. Without ``returns`` it is a procedure where ``procedure`` says so.
    """

    verb: ClassVar[str] = "create_function"

    name: str
    arguments: str = ""
    returns: str | None = None
    language: str = "sql"
    body: str = ""
    sql_body: str | None = None
    library: str | None = None
    procedure: bool = False
    window: bool = False
    volatility: str = "volatile"
    strict: bool = False
    security_definer: bool = False
    leakproof: bool = False
    parallel: str = "unsafe"
    cost: float | None = None
    rows: float | None = None
    support: str | None = None
    transforms: Sequence[str] = ()
    settings: Sequence[tuple[str, str]] = field(default_factory=tuple)
    or_replace: bool = False

    def statement(self) -> str:
        create = "CREATE OR REPLACE" if self.or_replace else "CREATE"
        word = "PROCEDURE" if self.procedure else "FUNCTION"
        returns = "" if self.returns is None or self.procedure else f" RETURNS {self.returns}"
        head = f"{create} {word} {self.name}({self.arguments}){returns} LANGUAGE {identifier(self.language)}"
        return "\n".join((" ".join((head, *self._attributes())), self._definition()))

    def _attributes(self) -> Iterable[str]:
        if self.transforms:
            yield "TRANSFORM " + ", ".join(f"FOR TYPE {name}" for name in self.transforms)
        if self.window:
            yield "WINDOW"
        if self.volatility != "volatile":
            yield self.volatility.upper()
        if self.strict:
            yield "STRICT"
        if self.security_definer:
            yield "SECURITY DEFINER"
        if self.leakproof:
            yield "LEAKPROOF"
        if self.parallel != "unsafe":
            yield f"PARALLEL {self.parallel.upper()}"
        if self.cost is not None:
            yield f"COST {_number(self.cost)}"
        if self.rows is not None:
            yield f"ROWS {_number(self.rows)}"
        if self.support is not None:
            yield f"SUPPORT {self.support}"
        for name, text in self.settings:
            yield from setting_clauses({}, {name: text})

    def _definition(self) -> str:
        if self.sql_body is not None:
            return self.sql_body
        if self.library is not None:
            return f"AS {literal(self.library)}, {literal(self.body)}"
        return f"AS {dollar_quoted(self.body)}"


@dataclass
class DropFunction(CatalogOperation):
    """``types``: its arguments with their parentheses."""

    verb: ClassVar[str] = "drop_function"

    name: str
    types: str = "()"
    procedure: bool = False

    def statement(self) -> str:
        return f"DROP {'PROCEDURE' if self.procedure else 'FUNCTION'} {self.name}{self.types}"


OPERATIONS = (CreateFunction, DropFunction)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter(anything that CREATE OR REPLACE takes, owner, comment) | drop | rename."""
    match step.operation:
        case "create":
            function = value(step.after, Function)
            on = _object(step.address, function)
            comment = attributes.comment(step.address, function.comment, on=on)
            created = _create(step.address, function).undone_by(_drop(step.address, function))
            return [created, *comment, *attributes.owner(step.address, function.owner, on=on)]
        case "alter":
            return _altered(step)
        case "drop":
            function = value(step.before, Function)
            return [_drop(step.address, function).undone_by(_create(step.address, function))]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _altered(step: SqlStep) -> list[MigrateOperation]:
    lowered: list[MigrateOperation] = []
    if set(step.changed) - {"owner", "comment"}:
        before, after = value(step.before, Function), value(step.after, Function)
        back = replace_with(step.address, before)
        lowered.append(replace_with(step.address, after).undone_by(back))
    return lowered + attributes.altered(step, on=_object(step.address, value(step.after, Function)))


def _object(address: Address, function: Function) -> str:
    """A procedure in words that can mean no other: without the modes, its types could be all those of one with OUT arguments, too."""
    if not function.procedure:
        return object_clause(address)
    return f"PROCEDURE {qualified(address.name[0], bare_name(address.name[1]))}{_types(address, function)}"


def _types(address: Address, function: Function) -> str:
    if not function.procedure:
        name = qualified(address.name[0], bare_name(address.name[1]))
        return relation(address).removeprefix(name)
    return f"({', '.join(f'IN {argument.type}' for argument in function.arguments if argument.is_input)})"


def replace_with(address: Address, function: Function) -> CreateFunction:
    """CREATE OR REPLACE: whoever uses it goes on, with its grants and owner as they are."""
    return replace(_create(address, function), or_replace=True)


def _create(address: Address, function: Function) -> CreateFunction:
    return CreateFunction(
        qualified(address.name[0], bare_name(address.name[1])),
        arguments_text(function.arguments),
        function.returns,
        function.language,
        function.body,
        function.sql_body,
        function.library,
        function.procedure,
        function.window,
        function.volatility,
        function.strict,
        function.security_definer,
        function.leakproof,
        function.parallel,
        function.cost,
        function.rows,
        function.support,
        function.transforms,
        function.settings,
    )


def _drop(address: Address, function: Function) -> DropFunction:
    name = qualified(address.name[0], bare_name(address.name[1]))
    return DropFunction(name, _types(address, function), procedure=function.procedure)


def _number(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)


def arguments_text(arguments: Iterable[Argument]) -> str:
    """``a integer, OUT b text DEFAULT 'x'``."""
    return ", ".join(_argument(argument) for argument in arguments)


def _argument(argument: Argument) -> str:
    words = [] if argument.mode == "in" else [argument.mode.upper()]
    words += [identifier(argument.name)] if argument.name else []
    words.append(argument.type)
    words += [] if argument.default is None else [f"DEFAULT {argument.default}"]
    return " ".join(words)


def dollar_quoted(body: str) -> str:
    """The body between dollar quotes that it does not hold itself."""
    tag, number = "", 0
    while f"${tag}$" in f"{body}$" or (tag == "" and re.search(r"\$\Z", body)):
        number += 1
        tag = "body" if number == 1 else f"body{number}"
    return f"${tag}${body}${tag}$"
