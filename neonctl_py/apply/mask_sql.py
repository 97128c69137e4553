"""What becomes of a column's values: which rule holds where, and its SQL expression. Pure; nothing is sent from here.

A rule of a referenced column holds for the columns that refer to it, too: equal values stay equal on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.ddl.quoting import identifier, literal
from neonctl_py.errors import RefusedError
from neonctl_py.model.masking import DETERMINISTIC, Mask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neonctl_py.postgres.masked_columns import ColumnFacts, ColumnKey, Reference

_TEXTS: Final = frozenset({"text", "varchar", "bpchar", "citext", "name"})
_WHOLE: Final = frozenset({"int2", "int4", "int8"})
_NUMBERS: Final = frozenset({*_WHOLE, "numeric", "float4", "float8"})
_MOMENTS: Final = frozenset({"date", "timestamp", "timestamptz"})
_FIRST: Final = (
    "Ada Alma Amir Anna Ben Bea Carl Chen Dana David Ella Emil Eva Finn Gita Hana Hugo Ida Igor Iris Ivan Jana Jon Kai Kim "
    "Lara Leo Lia Luis Maja Mara Max Mia Mina Nils Nina Noa Noor Olga Omar Otto Paul Pia Ravi Rosa Ruth Sam Sara Sven Tara "
    "Theo Tim Tom Uma Vera Wei Yara Yusuf Zoe"
)
_LAST: Final = (
    "Abel Adler Baker Bauer Becker Bell Berg Bosch Brook Cole Costa Cruz Dahl Diaz Dorn Ellis Evans Falk Ferro Fink Frost "
    "Gray Haas Hall Hart Hill Holm Horn Iyer Jansen Jones Kaya Keller Khan King Klein Koch Kumar Lang Lee Lind Lopez Marsh "
    "Meyer Mori Moss Nagy Novak Olsen Park Perez Reed Ross Rossi Sato Shaw Silva Stone Vogel Wang Weber West Wolf Young"
)
_HASHED: Final = 32
_TELLING: Final = 16
"""So many hexadecimal digits tell any number of rows apart."""


@dataclass(frozen=True, slots=True)
class Masked:
    """One column with the rule that holds for it."""

    facts: ColumnFacts
    mask: Mask


def resolve(
    asked: Mapping[ColumnKey, Mask], facts: Mapping[ColumnKey, ColumnFacts], references: Sequence[Reference]
) -> tuple[Masked, ...]:
    """The rules with those that foreign keys bring along. Raises RefusedError with everything that can't be done."""
    masks, wrong = dict(asked), list[str]()
    pairs = [pair for reference in references for pair in reference.pairs]
    changed = True
    while changed:
        changed = False
        for own, other in pairs:
            mask = masks.get(other)
            if mask is not None and mask.kind in DETERMINISTIC and own not in masks and own in facts:
                masks[own] = mask
                changed = True
    for own, other in pairs:
        if own in masks and masks[own].kind != "null" and masks.get(other) != masks[own]:
            there = masks.get(other)
            wrong.append(
                f"{facts[own]} ({masks[own]}) refers to {facts[other]} ({there or 'no mask'}): both need the same rule, one of "
                f"{', '.join(sorted(DETERMINISTIC))}"
            )
        elif other in masks and own not in masks:
            wrong.append(
                f"{facts[other]} ({masks[other]}) is referred to by {facts[own]}: rows would lose each other"
            )
    found = tuple(Masked(facts[key], mask) for key, mask in sorted(masks.items()))
    wrong += [f"{item.facts} ({item.mask}): {why}" for item in found if (why := _why_not(item))]
    if wrong:
        raise RefusedError(
            "these columns can't be masked so",
            detail="\n".join(wrong),
            hint="Write another mask for them. Nobody has seen the preview, and nothing of it is kept.",
        )
    return found


def _why_not(masked: Masked) -> str:
    facts, kind = masked.facts, masked.mask.kind
    if facts.relation_kind in "vm":
        return "a view has no values of its own: mask the tables that it reads"
    if facts.relation_kind == "f":
        return "its rows are on another server, and they would be changed there"
    if facts.computed:
        return "its values are computed: mask what they are computed from"
    if kind == "null" and not facts.nullable:
        return "it is NOT NULL"
    if facts.unique and kind not in DETERMINISTIC and kind != "null":
        return f"it is unique, and {kind} gives equal values: take one of {', '.join(sorted(DETERMINISTIC))}"
    return _why_not_of_type(facts, masked.mask)


def _why_not_of_type(facts: ColumnFacts, mask: Mask) -> str:
    room = _room(facts)
    match mask.kind:
        case "hash" if facts.type in _TEXTS:
            return _too_short(facts, room, _TELLING) if facts.unique else ""
        case "hash" if facts.type in ("uuid", "int8", "bytea"):
            return ""
        case "hash" if facts.type in _NUMBERS - {"float4", "float8"}:
            small = facts.type in _WHOLE or _digits(facts) < 15
            return "it is unique, and its type has too few values" if facts.unique and small else ""
        case "fake_name" if facts.type in _TEXTS:
            return _too_short(facts, room, 30 if facts.unique else 4)
        case "fake_email" if facts.type in _TEXTS:
            return _too_short(facts, room, 17 + (_TELLING if facts.unique else 8))
        case "fake_phone" if facts.type in _TEXTS:
            return _too_short(facts, room, 16)
        case "noise" if mask.amount.endswith("%") and facts.type in _NUMBERS:
            return ""
        case "noise" if not mask.amount.endswith("%") and facts.type in _MOMENTS:
            return ""
        case "generalize" if facts.type in _MOMENTS:
            return ""
        case "null" | "value":
            return ""
    return f"it makes no values of type {facts.written}"


def _too_short(facts: ColumnFacts, room: int, least: int) -> str:
    return f"{facts.written} is too short for it: {least} characters" if room < least else ""


def _room(facts: ColumnFacts) -> int:
    if facts.type == "name":
        return 63
    return facts.modifier - 4 if facts.type in ("varchar", "bpchar") and facts.modifier > 4 else 1_000


def _digits(facts: ColumnFacts) -> int:
    """Before the point, of a numeric."""
    if facts.modifier < 4:
        return 1_000
    packed = facts.modifier - 4
    return (packed >> 16) - (packed & 0x7FF)


def expression(masked: Masked) -> str:
    """The new value as SQL, NULL for NULL. ``%(salt)s`` is the parameter that makes hashes differ from preview to preview."""
    facts, mask = masked.facts, masked.mask
    column, written = identifier(facts.name), facts.written
    match mask.kind:
        case "null":
            return "NULL"
        case "value":
            return f"CASE WHEN {column} IS NOT NULL THEN {_escaped(literal(mask.amount))}::{written} END"
        case "generalize":
            return f"pg_catalog.date_trunc('{mask.amount}', {column})::{written}"
        case "noise":
            return f"({_noise(column, facts, mask.amount)})::{written}"
        case "hash":
            return f"({_hash(column, facts)})::{written}"
        case "fake_name":
            more = f" || ' ' || left({_digest(column, facts)}, {_TELLING})" if facts.unique else ""
            name = f"{_pick(_FIRST, column, facts, 1)} || ' ' || {_pick(_LAST, column, facts, 9)}{more}"
            return f"left({name}, {_room(facts)})::{written}"
        case "fake_email":
            digits = min(20, _room(facts) - 17)
            return f"('user-' || left({_digest(column, facts)}, {digits}) || '@example.com')::{written}"
        case "fake_phone":
            number = f"pg_catalog.mod({_number(column, facts)}, 100000000000000)"
            return f"('+9' || lpad({number}::text, 14, '0'))::{written}"


def _digest(column: str, facts: ColumnFacts) -> str:
    text = f"lower({column}::text)" if facts.type == "citext" else f"{column}::text"
    return f"encode(pg_catalog.sha256(convert_to(%(salt)s || {text}, 'UTF8')), 'hex')"


def _number(column: str, facts: ColumnFacts) -> str:
    return f"('x' || left({_digest(column, facts)}, 15))::bit(60)::bigint"


def _pick(words: str, column: str, facts: ColumnFacts, begin: int) -> str:
    listed = words.split()
    digest = f"substr({_digest(column, facts)}, {begin}, 7)"
    place = f"1 + pg_catalog.mod(('x' || {digest})::bit(28)::int, {len(listed)})"
    return f"('{{{','.join(listed)}}}'::text[])[{place}]"


def _hash(column: str, facts: ColumnFacts) -> str:
    match facts.type:
        case "uuid":
            return f"left({_digest(column, facts)}, 32)"
        case "bytea":
            return f"decode({_digest(column, facts)}, 'hex')"
        case "int8":
            return _number(column, facts)
        case "int4" | "int2":
            return f"pg_catalog.mod({_number(column, facts)}, {2**31 - 1 if facts.type == 'int4' else 2**15 - 1})"
        case "numeric":
            return f"pg_catalog.mod({_number(column, facts)}::numeric, {10 ** min(18, _digits(facts))})"
        case _:
            return f"left({_digest(column, facts)}, {min(_HASHED, _room(facts))})"


def _noise(column: str, facts: ColumnFacts, amount: str) -> str:
    shift = "(pg_catalog.random() * 2 - 1)"
    if amount.endswith("%"):
        share = int(amount[:-1]) / 100
        kind = "float8" if facts.type.startswith("float") else "numeric"
        moved = f"{column} * (1 + {shift} * {share})::{kind}"
        return f"round({moved})" if facts.type in _WHOLE else moved
    seconds = int(amount[:-1])
    if facts.type == "date":
        return f"{column} + round({shift} * {seconds / 86_400})::int"
    return f"{column} + {shift} * interval '{seconds} seconds'"


def _escaped(text: str) -> str:
    """A per cent sign is a parameter's to psycopg."""
    return text.replace("%", "%%")
