"""Text that is secret from the moment of reading: it may only come from a reference, and no message repeats it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.values import Secret
from neonctl_py.stack.nodes import Mapping, Node, Scalar, is_null
from neonctl_py.stack.shapes import INVALID, Definitions, Invalid, wrong_shape

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.mistakes import Mistakes

_SECRET_NAME: Final = re.compile(r"passw|secret|token|api_?key", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"password\s*=|://[^/@\s:]*:[^@/\s]+@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SecretText:
    """Reads to a ``Secret``. A password in it must come from a reference."""

    what: str

    @property
    def expected(self) -> str:
        return self.what

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Secret | Invalid:
        if not isinstance(node, Scalar) or not node.text.strip():
            return wrong_shape(self.what, node, address, mistakes)
        if _PASSWORD.search(node.source) and "${" not in node.source:
            return _told(node, address, mistakes)
        return Secret(node.text)

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return {"type": "string"}


@dataclass(frozen=True, slots=True)
class ReferredSecret:
    """Reads to a ``Secret``. The whole text is one, so it must come from a reference."""

    what: str

    @property
    def expected(self) -> str:
        return self.what

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Secret | Invalid:
        if not isinstance(node, Scalar) or not node.text.strip():
            return wrong_shape(self.what, node, address, mistakes)
        return Secret(node.text) if "${" in node.source else _told(node, address, mistakes)

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return {"type": "string", "pattern": r"\$\{(?:env|var):"}


class SecretOptions:
    """A mapping from options to values, all of them secret. Reads to sorted pairs."""

    expected = "a mapping from options to values"

    def read(
        self, node: Node, address: Address | None, mistakes: Mistakes
    ) -> tuple[tuple[str, Secret], ...] | Invalid:
        if is_null(node):
            return ()
        if not isinstance(node, Mapping):
            return wrong_shape(self.expected, node, address, mistakes)
        found: list[tuple[str, Secret]] = []
        for name, entry in node.entries.items():
            value = entry.node
            if not isinstance(value, Scalar):
                wrong_shape("text", value, address, mistakes)
            elif _SECRET_NAME.search(name) and "${" not in value.source:
                _told(value, address, mistakes)
            else:
                found.append((name, Secret(value.text)))
        return tuple(sorted(found, key=lambda item: item[0]))

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return {
            "type": ["object", "null"],
            "additionalProperties": {"type": ["string", "number", "boolean"]},
        }


def _told(node: Scalar, address: Address | None, mistakes: Mistakes) -> Invalid:
    mistakes.add(
        "NP150",
        node.span,
        "A password stands in the text, where everyone who reads the stack finds it.",
        "Write the value as a reference: `${env:REMOTE_PASSWORD}`.",
        address=address or "",
    )
    return INVALID
