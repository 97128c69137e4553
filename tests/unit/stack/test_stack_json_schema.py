"""The schema for editors: complete, valid, and accepting what loads. The stack that init writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from neonctl_py.stack.documents.stack import STACK
from neonctl_py.stack.format import format_text
from neonctl_py.stack.json_schema import json_schema
from neonctl_py.stack.load import load_stack
from neonctl_py.stack.mistakes import Mistakes
from neonctl_py.stack.nodes import Mapping, Scalar
from neonctl_py.stack.parse import parse_text
from neonctl_py.stack.shapes import ByKey, Either, ListOf, MapOf, Record
from neonctl_py.stack.starter import starter_files
from neonctl_py.stack.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOP = Path(__file__).with_name("shop.yaml")
VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def _plain(node: Any) -> Any:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {key: _plain(entry.node) for key, entry in node.entries.items()}
    return [_plain(item) for item in node.items]


def _records(shape: Any, seen: set[int]) -> Iterator[Record]:
    """Every record that reading can reach."""
    shape = getattr(shape, "record", shape) if not isinstance(shape, ByKey) else shape
    if id(shape) in seen:
        return
    seen.add(id(shape))
    match shape:
        case Record():
            yield shape
            inner = [key.shape for key in shape.keys.values()]
        case MapOf() | ListOf():
            inner = [shape.shape]
        case Either():
            inner = list(shape.shapes())
        case ByKey():
            inner = [shape.record, shape.otherwise]
        case _:
            inner = []
    for one in inner:
        yield from _records(one, seen)


def test_schema_and_documents_have_the_same_keys() -> None:
    """Each record that reading reaches is a definition with exactly its keys, each with a description."""
    schema = json_schema()
    records = {record.name: set(record.keys) for record in _records(STACK, set())}
    defined = {name: set(definition["properties"]) for name, definition in schema["$defs"].items()}

    assert records == defined
    for definition in schema["$defs"].values():
        assert definition["additionalProperties"] is False
        assert all(value["description"].endswith(".") for value in definition["properties"].values())


def test_the_schema_is_one() -> None:
    """JSON Schema 2020-12, and plain JSON."""
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert json_schema() == json.loads(json.dumps(json_schema()))


@pytest.mark.parametrize("text", [SHOP.read_text(), starter_files("shop")["stack.yaml"]])
def test_what_loads_is_accepted(text: str) -> None:
    """By a validator that knows nothing of us."""
    mistakes = Mistakes()
    node = parse_text(
        text, file="stack.yaml", variables=Variables({}, {"REPORTING_DATABASE_URL": "x"}), mistakes=mistakes
    )

    assert mistakes.errors() == ()
    VALIDATOR.validate(_plain(node))


@pytest.mark.parametrize(
    "data",
    [
        {"projcts": {}},
        {"projects": {"a": {"pg_version": "new"}}},
        {"projects": {"a": {"history_retention": 7}}},
        {"projects": {"a": {"branches": {"b": {"snapshots": [{"every": "hour", "at": "02:00"}]}}}}},
        {"moved": [{"from": "a"}]},
    ],
)
def test_what_is_wrong_is_underlined(data: dict[str, Any]) -> None:
    """Keys, types, words and missing keys."""
    assert not VALIDATOR.is_valid(data)


@pytest.mark.parametrize("name", ["shop", "my-shop", "two words", "true", "123", "user"])
def test_the_first_stack_is_in_order(tmp_path: Path, name: str) -> None:
    """It loads without mistake or warning, is canonical, and begins with the editor's line."""
    files = starter_files(name)
    for path, text in files.items():
        (tmp_path / path).write_text(text)
    loaded = load_stack(tmp_path, variables={}, environment={})
    first = files["stack.yaml"].split("\n", 1)[0]

    assert (name, ()) == (loaded.desired.stack, loaded.diagnostics)
    assert files["stack.yaml"] == format_text(files["stack.yaml"], file="stack.yaml")
    assert first.startswith("# yaml-language-server: $schema=")
    assert first.split("=")[1] in files
