"""``classification:`` and ``mask:`` of columns, ``masking:`` of databases: what an anonymized preview makes of values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.masking import Mask
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.nodes import Mapping, Node, Scalar, is_null, shortened
from neonctl_py.stack.scalars import Choice
from neonctl_py.stack.shapes import INVALID, Definitions, Invalid, Key, MapOf, wrong_shape
from neonctl_py.stack.units import seconds

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType

    from neonctl_py.model.address import Address
    from neonctl_py.stack.mistakes import Mistakes
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

WORDS: Final = ("hash", "fake_name", "fake_email", "fake_phone")
UNITS: Final = ("month", "quarter", "year", "decade")
_PLACE: Final = re.compile(r"([^.]+)\.([^.]+)\.([^.]+)")


class _MaskShape:
    """A word, ``null``, or a mapping with one key that says how much."""

    expected = (
        "`null`, `hash`, `fake_name`, `fake_email`, `fake_phone`, or one of `{noise: 10%}`, `{generalize: year}` and "
        "`{value: text}`"
    )

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Mask | Invalid:
        if is_null(node):
            return Mask("null")
        if isinstance(node, Scalar):
            word: Any = node.text
            if word in WORDS:
                return Mask(word)
            return self._wrong(node, address, mistakes, did_you_mean(node.text, WORDS))
        if isinstance(node, Mapping) and len(node.entries) == 1:
            ((key, entry),) = node.entries.items()
            amount = entry.node
            if isinstance(amount, Scalar) and not is_null(amount):
                match key:
                    case "value":
                        return Mask("value", amount.text)
                    case "generalize" if amount.text in UNITS:
                        return Mask("generalize", amount.text)
                    case "noise" if re.fullmatch(r"\d{1,3}%", amount.text):
                        return Mask("noise", amount.text)
                    case "noise" if span := seconds(amount.text):
                        return Mask("noise", f"{span}s")
        return self._wrong(node, address, mistakes, "")

    def _wrong(self, node: Node, address: Address | None, mistakes: Mistakes, hint: str) -> Invalid:
        if isinstance(node, Scalar):
            detail = f"This must be {self.expected}, not `{shortened(node.shown)}`."
            mistakes.add("NP113", node.span, detail, hint, address=address or "")
            return INVALID
        return wrong_shape(
            self.expected,
            node,
            address,
            mistakes,
            f"`noise` takes `10%` or `30d`; `generalize` one of {', '.join(UNITS)}.",
        )

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        forms = {"noise": {"type": "string"}, "generalize": {"enum": list(UNITS)}, "value": {}}
        return {
            "anyOf": [
                {"enum": [*WORDS, None]},
                *(
                    {
                        "type": "object",
                        "additionalProperties": False,
                        "required": [key],
                        "properties": {key: form},
                    }
                    for key, form in forms.items()
                ),
            ]
        }


MASK: Final = _MaskShape()
MASK_KEY: Final = Key(
    MASK,
    "What an anonymized preview makes of it: `null`, `hash`, `fake_name`, `fake_email`, `fake_phone`, `{noise: 10%}`, "
    "`{generalize: year}` or `{value: text}`.",
)
CLASSIFICATION_KEY: Final = Key(
    Choice(("pii", "phi")),
    "What it tells about people: `pii` or `phi`. An anonymized preview is refused while such a column has no mask.",
)


def _place_rule(text: str) -> str:
    return "" if _PLACE.fullmatch(text) else "write `schema.table.column`"


MASKING_KEY: Final = Key(
    MapOf(MASK, "columns", rule=_place_rule),
    "Masks of columns that the stack doesn't write out, by `schema.table.column`.",
)


def add_masking(written: MappingType[Word, Mask], scope: DatabaseScope) -> None:
    """Note the masks of a database's own key."""
    for name, mask in written.items():
        found = _PLACE.fullmatch(name)
        if found is None:
            continue  # told while reading
        place = scope.address.child("table", found[1], found[2]).child("column", found[3])
        if place.parent in scope.build.objects and not _is_known(place, scope):
            known = [other.name[0] for other in scope.build.objects if other.parent == place.parent]
            scope.build.mistakes.add(
                "NP133",
                name.span,
                f"Table `{found[1]}.{found[2]}` has no column `{found[3]}`.",
                did_you_mean(found[3], known),
                address=place,
            )
        if place in scope.build.masks:
            scope.build.mistakes.add(
                "NP116",
                name.span,
                f"`{name}` has a `mask:` of its own.",
                "Leave out one of the two.",
                address=place,
            )
        scope.build.masks[place] = mask


def _is_known(column: Address, scope: DatabaseScope) -> bool:
    """What a table has from its parents isn't among its own."""
    table = scope.build.objects.get(column.parent) if column.parent is not None else None
    has_parents = bool(getattr(table, "partition_of", None) or getattr(table, "inherits", ()))
    return has_parents or column in scope.build.objects
