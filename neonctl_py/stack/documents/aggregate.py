"""Aggregates of a schema. The key is the name with its arguments; the other keys are CREATE AGGREGATE's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.aggregate import Aggregate
from neonctl_py.model.function import signature
from neonctl_py.stack.documents.function import TypeReader, add_rights, read_text
from neonctl_py.stack.documents.grant import GRANTS_KEY
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, OWNER, RENAMED_FROM
from neonctl_py.stack.function_text import read_arguments, read_result, split_header
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Flag, Number, Text
from neonctl_py.stack.shapes import Key, MapOf, Record, Word
from neonctl_py.stack.sql_tokens import quoted_name, tokens

if TYPE_CHECKING:
    from neonctl_py.model.function import Argument
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc

_FUNCTION: Final = Text("a function's name")
_TYPE: Final = Text("a type")
_MODIFY: Final = Choice(("read_only", "shareable", "read_write"))
AGGREGATE: Final = Record(
    "aggregate",
    {
        "sfunc": Key(_FUNCTION, "The state transition function.", required=True),
        "stype": Key(_TYPE, "The type of the state.", required=True),
        "sspace": Key(Number(0), "How large the state becomes, in bytes."),
        "finalfunc": Key(_FUNCTION, "The function that makes the result."),
        "finalfunc_extra": Key(Flag(), "It gets the arguments, too."),
        "finalfunc_modify": Key(_MODIFY, "Whether it changes the state."),
        "combinefunc": Key(_FUNCTION, "The function that joins two states."),
        "serialfunc": Key(_FUNCTION, "The function that writes the state as bytes."),
        "deserialfunc": Key(_FUNCTION, "The function that reads it back."),
        "initcond": Key(Text("a value", empty=True), "The state at the beginning."),
        "msfunc": Key(_FUNCTION, "The transition function of the moving form."),
        "minvfunc": Key(_FUNCTION, "Its inverse."),
        "mstype": Key(_TYPE, "The state's type of the moving form."),
        "msspace": Key(Number(0), "How large that state becomes, in bytes."),
        "mfinalfunc": Key(_FUNCTION, "The function that makes the result of the moving form."),
        "mfinalfunc_extra": Key(Flag(), "It gets the arguments, too."),
        "mfinalfunc_modify": Key(_MODIFY, "Whether it changes the state."),
        "minitcond": Key(Text("a value", empty=True), "The state of the moving form at the beginning."),
        "sortop": Key(Text("an operator"), "The operator that it is the first by (for MIN and MAX)."),
        "parallel": Key(
            Choice(("unsafe", "restricted", "safe")), "`unsafe` (the default), `restricted` or `safe`."
        ),
        "hypothetical": Key(Flag(), "A hypothetical-set aggregate."),
        "owner": OWNER,
        "comment": COMMENT,
        "grants": GRANTS_KEY,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "an aggregate",
)
_FUNCTIONS: Final = frozenset(key for key, known in AGGREGATE.keys.items() if known.shape is _FUNCTION)
_OPTIONS: Final = tuple(AGGREGATE.keys)[: tuple(AGGREGATE.keys).index("owner")]
_ORDER_BY: Final = "order by"


def _rule(text: str) -> str:
    name, rest = split_header(text)
    if not rest.endswith(")"):
        return "its arguments are missing: write `total(numeric)`, or `total(*)` for none"
    return identifier(name)


AGGREGATES: Final = MapOf(AGGREGATE, "aggregates", rule=_rule)


def add_aggregate(key: Word, doc: Doc, schema: str, owner: str | Unset, scope: DatabaseScope) -> None:
    """Put one with its grants."""
    name, rest = split_header(key)
    place = scope.address.child("aggregate", schema, signature(name, ()))
    types = TypeReader(scope, schema, place)
    written = rest[:-1].strip()
    direct, ordered = _arguments(written, key, types)
    signed = [argument.type for argument in (*direct, *ordered)]
    if direct and ordered and direct[-1] == ordered[-1] and direct[-1].mode == "variadic":
        signed.pop()
    address = scope.address.child("aggregate", schema, signature(name, signed))
    written_owner = scope.server.role(doc.get("owner"), address) if doc.has("owner") else owner
    comment = doc.get("comment", None)
    options = ((option, _option(option, doc, types)) for option in _OPTIONS if doc.has(option))
    value = Aggregate(
        arguments=_text(direct, ordered, has_order=_ORDER_BY in written.lower()),
        options=tuple(sorted((option, text) for option, text in options if text is not None)),
        owner=written_owner,
        comment=str(comment) if comment else None,
    )
    scope.build.put(address, value, key.span)
    scope.build.protect(address, doc)
    old = doc.get("renamed_from", None)
    if old is not None:
        former = scope.address.child("aggregate", schema, signature(str(old), signed))
        scope.build.rename(former, address, old.span)
    add_rights(doc, address, written_owner, scope)


def _arguments(
    written: str, key: Word, types: TypeReader
) -> tuple[tuple[Argument, ...], tuple[Argument, ...]]:
    """The direct ones, and those behind ORDER BY."""
    if written in ("", "*"):
        return (), ()
    at = next(
        (
            (first.start, second.end)
            for first, second in zip(tokens(written), tokens(written)[1:], strict=False)
            if (first.lower, second.lower) == ("order", "by")
        ),
        (len(written), len(written)),
    )

    def read(text: str) -> tuple[Argument, ...]:
        part = Word.at(text.strip(), key.span)
        found = read_text(read_arguments, part, types.address, types.scope.build.mistakes)
        return types.arguments(found or (), key.span)

    return read(written[: at[0]]), read(written[at[1] :])


def _text(direct: tuple[Argument, ...], ordered: tuple[Argument, ...], *, has_order: bool) -> str:
    parts = [", ".join(map(_argument, part)) for part in (direct, ordered)]
    if not has_order:
        return parts[0] or "*"
    return " ".join(part for part in (parts[0], "ORDER BY", parts[1]) if part)


def _argument(argument: Argument) -> str:
    words = ["VARIADIC"] if argument.mode == "variadic" else []
    words += [quoted_name(argument.name)] if argument.name else []
    return " ".join((*words, argument.type))


def _option(option: str, doc: Doc, types: TypeReader) -> str | None:
    """Its SQL text; None where it is Postgres' default."""
    written: Any = doc.get(option)
    if isinstance(written, bool):
        return "true" if written else None
    if option == "parallel" and written == "unsafe":
        return None
    if option in ("stype", "mstype"):
        return _type(written, types)
    return _function(str(written), types) if option in _FUNCTIONS else str(written)


def _type(written: Word, types: TypeReader) -> str:
    result = read_text(read_result, written, types.address, types.scope.build.mistakes)
    return types.result(result, written.span) if result is not None else ""


def _function(written: str, types: TypeReader) -> str:
    """Qualified when the stack declares it; Postgres' own need no schema."""
    if "." in written:
        return written
    home = next(
        (place for place in (types.schema, "public") if (place, written) in types.scope.functions), ""
    )
    return f"{quoted_name(home)}.{quoted_name(written)}" if home else written
