"""Functions and procedures of a schema. The key is the header as CREATE FUNCTION has it: ``add(a integer, b integer default 0)``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from neonctl_py.model.function import Argument, Function, signature, signature_of
from neonctl_py.stack.documents.grant import GRANTS_KEY, add_grants
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, OWNER, RENAMED_FROM, SETTINGS
from neonctl_py.stack.files import read_beside
from neonctl_py.stack.function_text import (
    ArgumentText,
    Header,
    Result,
    pseudo_type,
    read_header,
    read_result,
    without_modifier,
)
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Flag, Number, Text
from neonctl_py.stack.setting_lists import stored_value
from neonctl_py.stack.shapes import Doc, Either, Key, ListOf, MapOf, Record, Word
from neonctl_py.stack.sql_cursor import DefinitionError
from neonctl_py.stack.sql_tokens import SqlTextError, quoted_name
from neonctl_py.stack.type_names import TypeTextError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.mistakes import Mistakes
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.type_names import TypeText

T = TypeVar("T")

BODY_FILE: Final = Record(
    "body_file",
    {
        "file": Key(
            Text("a path"), "A file beside this one; its content is the body, byte for byte.", required=True
        )
    },
    "a body in a file",
)
_SHARED: Final = {
    "language": Key(Text("a language"), "Its language; `sql` is meant when the body is SQL-standard."),
    "body": Key(
        Either(scalar=Text("the body", empty=True), mapping=BODY_FILE),
        "What it does: the text between the dollar quotes, or `return …` or `begin atomic … end`, or `{file: path}`.",
        required=True,
    ),
    "security": Key(
        Choice(("invoker", "definer")), "With whose rights it runs: `invoker` (the default) or `definer`."
    ),
    "settings": Key(SETTINGS, "Parameters that it runs with (SET), by name; exactly these."),
    "transforms": Key(ListOf(Text("a type"), "types"), "TRANSFORM FOR TYPE, the types."),
    "library": Key(Text("a path"), "For C: the shared library; the body is the symbol in it."),
    "owner": OWNER,
    "comment": COMMENT,
    "grants": GRANTS_KEY,
    "renamed_from": RENAMED_FROM,
    "lifecycle": LIFECYCLE,
}
PROCEDURE: Final = Record("procedure", _SHARED, "a procedure")
FUNCTION: Final = Record(
    "function",
    {
        "returns": Key(
            Text("a type, `setof type` or `table(name type)`"),
            "What it returns; OUT arguments say it, too.",
        ),
        "language": _SHARED["language"],
        "body": _SHARED["body"],
        "volatility": Key(
            Choice(("volatile", "stable", "immutable")), "`volatile` (the default), `stable` or `immutable`."
        ),
        "strict": Key(Flag(), "It returns null when an argument is null, without being called."),
        "security": _SHARED["security"],
        "leakproof": Key(Flag(), "It tells nothing about its arguments but the result."),
        "parallel": Key(
            Choice(("unsafe", "restricted", "safe")), "`unsafe` (the default), `restricted` or `safe`."
        ),
        "cost": Key(Number(0, whole=False), "Its estimated cost, in units of cpu_operator_cost."),
        "rows": Key(Number(0, whole=False), "How many rows it returns, estimated."),
        "support": Key(Text("a function"), "Its planner support function."),
        "window": Key(Flag(), "It is a window function (C only)."),
        **{key: value for key, value in _SHARED.items() if key not in ("language", "body", "security")},
    },
    "a function",
    {
        "immutable": "Write `volatility: immutable`.",
        "stable": "Write `volatility: stable`.",
        "security_definer": "Write `security: definer`.",
        "set": "Write `settings: {search_path: …}`.",
        "arguments": "Write them behind the name: `add(a integer, b integer): …`.",
    },
)


def header_rule(text: str) -> str:
    """What is wrong with a key."""
    try:
        return identifier(read_header(text).name)
    except (DefinitionError, TypeTextError, SqlTextError) as error:
        return str(error).rstrip(".")


def read_text(read: Callable[[str], T], written: Word, address: Address, mistakes: Mistakes) -> T | None:
    """What ``read`` makes of the text, or None after telling what is wrong with it."""
    try:
        return read(str(written))
    except (DefinitionError, TypeTextError, SqlTextError) as error:
        mistakes.add("NP123", written.span, str(error), getattr(error, "hint", ""), address=address)
    return None


def readable(docs: Mapping[Word, Doc]) -> Iterator[tuple[Word, Header, Doc]]:
    """Those whose key is a header; the others have been told."""
    yield from ((key, read_header(key), doc) for key, doc in docs.items() if not header_rule(key))


FUNCTIONS: Final = MapOf(FUNCTION, "functions", rule=header_rule)
PROCEDURES: Final = MapOf(PROCEDURE, "procedures", rule=header_rule)


def add_function(
    doc: Doc,
    header: Header,
    schema: str,
    *,
    span: Span,
    owner: str | Unset,
    scope: DatabaseScope,
    procedure: bool,
) -> None:
    """Put a function or procedure with its grants. ``span``: of its key."""
    build = scope.build
    place = scope.address.child("function", schema, signature(header.name, ()))
    types = TypeReader(scope, schema, place)
    arguments = types.arguments(header.arguments, span)
    address = scope.address.child("function", schema, signature_of(header.name, arguments))
    written_owner = scope.server.role(doc.get("owner"), address) if doc.has("owner") else owner
    value = _Reading(doc, address, types, scope).function(arguments, written_owner, procedure=procedure)
    build.put(address, value, span)
    build.protect(address, doc)
    _renamed(doc, header, arguments, address, scope)
    add_rights(doc, address, written_owner, scope)


def add_rights(doc: Doc, address: Address, owner: str | Unset, scope: DatabaseScope) -> None:
    """Its grants, where they are written."""
    if doc.has("grants"):
        add_grants(doc.get("grants"), address, owner, scope.server)
    else:
        scope.build.open_parts.add((address, "grant"))


def _renamed(
    doc: Doc, header: Header, arguments: tuple[Argument, ...], address: Address, scope: DatabaseScope
) -> None:
    old = doc.get("renamed_from", None)
    if old is not None and str(old) != header.name:
        place = scope.address.child("function", address.name[0], signature_of(str(old), arguments))
        scope.build.rename(place, address, old.span)
    elif old is not None:
        scope.build.rename(address, address, old.span)


@dataclass(frozen=True, slots=True)
class TypeReader:
    """Types as ``format_type`` prints them, of one function."""

    scope: DatabaseScope
    schema: str
    address: Address

    def spelled(self, kind: TypeText, span: Span) -> str:
        """Without a modifier; pseudo-types too."""
        bare = without_modifier(kind)
        return pseudo_type(bare) or self.scope.type_name(bare, self.schema, span, self.address)

    def arguments(self, written: Iterable[ArgumentText], span: Span) -> tuple[Argument, ...]:
        """In their order."""
        return tuple(
            Argument(self.spelled(argument.type, span), argument.name, argument.mode, argument.default)
            for argument in written
        )

    def result(self, result: Result, span: Span) -> str:
        """As ``pg_get_function_result`` prints it."""
        if result.type is None:
            columns = ", ".join(
                f"{quoted_name(column.name)} {self.spelled(column.type, span)}" for column in result.columns
            )
            return f"TABLE({columns})"
        return ("SETOF " if result.setof else "") + self.spelled(result.type, span)


@dataclass(frozen=True, slots=True)
class _Reading:
    doc: Doc
    address: Address
    types: TypeReader
    scope: DatabaseScope

    def function(self, arguments: tuple[Argument, ...], owner: str | Unset, *, procedure: bool) -> Function:
        doc, text = self.doc, self._body()
        language = str(doc.get("language", "sql")).lower()
        standard = language == "sql" and is_standard_body(text)
        library, comment = doc.get("library", None), doc.get("comment", None)
        if not doc.has("language") and not standard:
            detail = "`language` is missing in a function whose body is a text."
            self._tell("NP111", doc.span, detail, "Write `language: plpgsql` or `language: sql`.")
        return Function(
            procedure=procedure,
            arguments=arguments,
            returns=None if procedure else self._returns(arguments),
            language=language,
            body="" if standard else text,
            sql_body=text.strip().rstrip(";") if standard else None,
            library=str(library) if library else None,
            window=doc.get("window", False),
            volatility=str(doc.get("volatility", "volatile")),
            strict=doc.get("strict", False),
            security_definer=doc.get("security", "invoker") == "definer",
            leakproof=doc.get("leakproof", False),
            parallel=str(doc.get("parallel", "unsafe")),
            cost=self._number("cost", 1.0 if language in ("c", "internal") else 100.0),
            rows=self._number("rows", 1000.0),
            support=str(doc.get("support")) if doc.has("support") else None,
            transforms=tuple(self._transforms()),
            settings=tuple(
                (str(name).lower(), stored_value(str(name), str(value)))
                for name, value in doc.get("settings", {}).items()
            ),
            owner=owner,
            comment=str(comment) if comment else None,
        )

    def _body(self) -> str:
        written = self.doc.get("body", "")
        if not isinstance(written, Doc):
            return str(written)
        path = written.get("file", None)
        return read_beside(path, self.scope.build, self.address) if path else ""

    def _returns(self, arguments: tuple[Argument, ...]) -> str:
        outputs = [argument for argument in arguments if argument.mode in ("out", "inout")]
        written = self.doc.get("returns", None)
        if written is None:
            if not outputs:
                detail = "`returns` is missing in a function without OUT arguments."
                self._tell("NP111", self.doc.span, detail, "Write `returns: void`, or a type.")
            return outputs[0].type if len(outputs) == 1 else "record"
        result = read_text(read_result, written, self.address, self.scope.build.mistakes)
        return "" if result is None else self.types.result(result, written.span)

    def _transforms(self) -> Iterable[str]:
        for written in self.doc.get("transforms", []):
            result = read_text(read_result, written, self.address, self.scope.build.mistakes)
            if result is not None and result.type is not None:
                yield self.types.spelled(result.type, written.span)

    def _number(self, key: str, default: float) -> float | None:
        value = self.doc.get(key, None)
        return None if value is None or float(value) == default else float(value)

    def _tell(self, code: str, span: Span, detail: str, hint: str) -> None:
        self.scope.build.mistakes.add(code, span, detail, hint, address=self.address)


def is_standard_body(text: str) -> bool:
    """``return …`` or ``begin atomic … end``: no SQL between quotes can begin so."""
    words = text.split(None, 2)
    first = [word.lower() for word in words[:2]]
    return first[:1] == ["return"] or first == ["begin", "atomic"]
