"""Functions and procedures: the key is the header, the body stands as it is. Held to read back as exactly the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.function import name_and_types
from neonctl_py.stack.documents.function import is_standard_body
from neonctl_py.stack.function_text import PSEUDO_TYPES, read_header, read_result
from neonctl_py.stack.setting_lists import stored_value
from neonctl_py.stack.sql_cursor import DefinitionError
from neonctl_py.stack.sql_tokens import SqlTextError, quoted_name
from neonctl_py.stack.type_names import TypeTextError
from neonctl_py.stack.type_spelling import short_type
from neonctl_py.stack.writers.compute import settings
from neonctl_py.stack.writers.schema import put_owner
from neonctl_py.stack.writing import Inexpressible, part
from neonctl_py.stack.yaml_text import Flow, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.address import Address
    from neonctl_py.model.function import Argument, Function
    from neonctl_py.stack.writing import Document, Writing

_MODES: Final = {"in": "", "out": "out ", "inout": "inout ", "variadic": "variadic "}


def write(address: Address, value: Function, writing: Writing) -> None:
    """Under ``functions`` or ``procedures`` of its schema."""
    container = writing.schema(address)
    if container is None or address.parent is None:
        return
    if value.sql_body is None and value.language == "sql" and is_standard_body(value.body):
        raise Inexpressible("its body between quotes begins like an SQL-standard one")
    types = _Types(address, writing)
    key = header(name_and_types(address.name[1])[0], value.arguments, types.short)
    document = _document(value, types)
    part(container, "procedures" if value.procedure else "functions")[key] = document
    writing.documents[address] = document
    put_owner(address, value.owner, writing)


def header(name: str, arguments: tuple[Argument, ...], short: Callable[[str], str]) -> str:
    """``add(a integer, b integer default 0)``."""
    written = ", ".join(_argument(argument, short) for argument in arguments)
    key = f"{_key_name(name)}({written})"
    try:
        read = read_header(key)
    except (DefinitionError, TypeTextError, SqlTextError) as error:
        raise Inexpressible(f"the header {key} can't be said") from error
    said = [(argument.name, argument.mode, argument.default) for argument in read.arguments]
    if (read.name, said) != (name, [(a.name, a.mode, a.default) for a in arguments]):
        raise Inexpressible(f"the header {key} would mean another one")
    return key


def _key_name(name: str) -> str:
    """The name as it is; in quotes where a bracket, a quote or white space would mislead."""
    plain = name == name.strip() and not any(character in name for character in '("')
    return name if plain else '"' + name.replace('"', '""') + '"'


def _argument(argument: Argument, short: Callable[[str], str]) -> str:
    words = _MODES[argument.mode]
    if argument.name:
        words += f"{quoted_name(argument.name)} "
    default = f" default {argument.default}" if argument.default is not None else ""
    return f"{words}{short(argument.type)}{default}"


class _Types:
    """Types of one function as a person writes them."""

    def __init__(self, address: Address, writing: Writing) -> None:
        self.address = address
        self.writing = writing

    def short(self, spelled: str) -> str:
        """A pseudo-type keeps its name."""
        if spelled.removesuffix("[]").strip('"') in PSEUDO_TYPES:
            return spelled
        database = self.address.parent
        if database is None:
            return spelled
        return short_type(spelled, self.address.name[0], database, self.writing)

    def result(self, returns: str) -> str:
        """``setof t`` and ``table(…)`` in small letters."""
        if returns.startswith("SETOF "):
            return f"setof {self.short(returns.removeprefix('SETOF '))}"
        if not returns.startswith("TABLE("):
            return self.short(returns)
        columns = read_result(returns).columns
        shown = (
            f"{quoted_name(column.name)} {column.type.spelled(column.type.schema)}" for column in columns
        )
        return f"table({', '.join(shown)})"


def _document(value: Function, types: _Types) -> Document:
    c_like = value.language in ("c", "internal")
    found: dict[str, Any] = {
        "returns": None if value.procedure or value.returns is None else types.result(value.returns),
        "language": None if value.sql_body is not None else value.language,
        "body": Words(value.sql_body) if value.sql_body is not None else value.body,
        "volatility": value.volatility if value.volatility != "volatile" else None,
        "strict": value.strict or None,
        "security": "definer" if value.security_definer else None,
        "leakproof": value.leakproof or None,
        "parallel": value.parallel if value.parallel != "unsafe" else None,
        "cost": value.cost if value.cost != (1.0 if c_like else 100.0) else None,
        "rows": value.rows,
        "support": value.support,
        "window": value.window or None,
        "settings": _settings(value),
        "transforms": [types.short(kind) for kind in value.transforms] or None,
        "library": value.library,
        "comment": value.comment or None,
    }
    return {key: item for key, item in found.items() if item is not None}


def _settings(value: Function) -> Flow | None:
    if any(stored_value(name, text) != text for name, text in value.settings):
        raise Inexpressible("a parameter that it sets can't be said")
    return settings(value.settings) if value.settings else None
