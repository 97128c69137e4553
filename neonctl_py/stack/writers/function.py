"""Functions and procedures. A body of several lines is a file beside the document, byte for byte."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.function import Function, bare_name
from neonctl_py.stack.documents.function import is_standard_body
from neonctl_py.stack.function_text import (
    PSEUDO_TYPES,
    ArgumentText,
    pseudo_type,
    read_header,
    read_result,
    without_modifier,
)
from neonctl_py.stack.literal_passwords import holds_password
from neonctl_py.stack.sql_cursor import DefinitionError
from neonctl_py.stack.sql_tokens import SqlTextError, quoted_name
from neonctl_py.stack.type_names import TypeTextError
from neonctl_py.stack.type_spelling import short_type
from neonctl_py.stack.writers.schema import put_owner
from neonctl_py.stack.writing import Beside, Inexpressible, Writing, part
from neonctl_py.stack.yaml_text import Flow, Words

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.function import Argument
    from neonctl_py.stack.writing import Document

_PLAIN_NAME: Final = re.compile(r'[^"(\s][^"(]*(?<!\s)\Z')
_UNMODIFIED: Final = {"character": "char", "bit": "bit"}


def write(address: Address, value: Function, writing: Writing) -> None:
    """Under ``functions`` or ``procedures`` of its schema."""
    container = writing.schema(address)
    if container is None or address.parent is None:
        return
    key = _header(address, value, writing)
    document: Document = {}
    if not value.procedure:
        _put_result(document, value, address, writing)
    _put_body(document, value, address)
    _put_attributes(document, value)
    part(container, "procedures" if value.procedure else "functions")[key] = document
    writing.documents[address] = document
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment


def header_name(name: str) -> str:
    """As it stands before the bracket."""
    return name if _PLAIN_NAME.match(name) else '"' + name.replace('"', '""') + '"'


def _header(address: Address, value: Function, writing: Writing) -> str:
    arguments = ", ".join(_argument(argument, address, writing) for argument in value.arguments)
    text = f"{header_name(bare_name(address.name[1]))}({arguments})"
    if not _means(text, value):
        raise Inexpressible(f"the header {text} would be read as another one")
    return text


def _means(text: str, value: Function) -> bool:
    try:
        read = read_header(text).arguments
    except (DefinitionError, TypeTextError, SqlTextError):
        return False
    return [_facts(argument) for argument in read] == [_facts(argument) for argument in value.arguments]


def _facts(argument: ArgumentText | Argument) -> tuple[str, str, str | None]:
    return argument.name, argument.mode, argument.default


def _argument(argument: Argument, address: Address, writing: Writing) -> str:
    words = [] if argument.mode == "in" else [argument.mode]
    words += [quoted_name(argument.name)] if argument.name else []
    words.append(_type(argument.type, address, writing))
    words += [] if argument.default is None else [f"default {argument.default}"]
    return " ".join(words)


def _type(spelled: str, address: Address, writing: Writing) -> str:
    assert address.parent is not None  # noqa: S101  a function is in a database
    array = "[]" if spelled.endswith("[]") else ""
    bare = spelled.removesuffix("[]")
    if bare.strip('"') in PSEUDO_TYPES or bare in _UNMODIFIED:
        return _UNMODIFIED.get(bare, bare) + array
    return short_type(spelled, address.name[0], address.parent, writing)


def _put_result(document: Document, value: Function, address: Address, writing: Writing) -> None:
    outputs = [argument.type for argument in value.arguments if argument.mode in ("out", "inout")]
    if value.returns is None:
        raise Inexpressible("it returns nothing and is no procedure")
    if outputs and value.returns == (outputs[0] if len(outputs) == 1 else "record"):
        return
    document["returns"] = Words(_result(value.returns, address, writing))


def _result(text: str, address: Address, writing: Writing) -> str:
    try:
        result = read_result(text)
    except (DefinitionError, TypeTextError, SqlTextError) as error:
        raise Inexpressible(f"the result {text} can't be named in a stack") from error
    if result.type is None:
        columns = ", ".join(
            f"{quoted_name(column.name)} {_type(_spelled(column), address, writing)}"
            for column in result.columns
        )
        return f"table({columns})"
    return ("setof " if result.setof else "") + _type(text.removeprefix("SETOF "), address, writing)


def _spelled(column: ArgumentText) -> str:
    bare = without_modifier(column.type)
    return pseudo_type(bare) or bare.spelled(bare.schema)


def _put_body(document: Document, value: Function, address: Address) -> None:
    if value.sql_body is not None:
        if value.language != "sql" or not is_standard_body(value.sql_body):
            raise Inexpressible("its SQL-standard body has a form of its own")
    elif value.language == "sql" and is_standard_body(value.body):
        raise Inexpressible("its body reads like an SQL-standard one")
    if value.sql_body is None:
        document["language"] = value.language
    text = value.body if value.sql_body is None else value.sql_body
    stem = f"functions/{'_'.join((address.name[0], bare_name(address.name[1])))}"
    is_file = "\n" in text or holds_password(text)
    document["body"] = Beside(stem, ".sql", text) if is_file else Words(text)


def _put_attributes(document: Document, value: Function) -> None:
    words: list[tuple[str, Any, Any]] = [
        ("volatility", value.volatility, "volatile"),
        ("strict", value.strict, False),
        ("security", "definer" if value.security_definer else "invoker", "invoker"),
        ("leakproof", value.leakproof, False),
        ("parallel", value.parallel, "unsafe"),
        ("cost", _number(value.cost), None),
        ("rows", _number(value.rows), None),
        ("support", value.support, None),
        ("window", value.window, False),
        ("library", value.library, None),
    ]
    document.update((key, written) for key, written, default in words if written != default)
    if value.procedure and set(document) & {
        "volatility",
        "strict",
        "leakproof",
        "parallel",
        "cost",
        "window",
    }:
        raise Inexpressible("it is a procedure with attributes of a function")
    if value.settings:
        if len(dict(value.settings)) != len(value.settings):
            raise Inexpressible("it sets one parameter twice")
        document["settings"] = Flow((name, Words(text)) for name, text in value.settings)
    if value.transforms:
        document["transforms"] = list(value.transforms)


def _number(value: float | None) -> Any:
    return None if value is None else int(value) if value == int(value) else Words(repr(value))
