"""One kind, one file name, everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from neonctl_py.plan import registry
from neonctl_py.stack.write import WRITERS

ROOT = Path(__file__).resolve().parents[2]
EVERY_KIND = ("model/{}.py", "plan/rules/{}.py", "stack/documents/{}.py", "stack/writers/{}.py")
IN_A_CATALOG = ("postgres/queries/{}.sql", "postgres/catalog/{}.py", "ddl/operations/{}.py")


@pytest.mark.parametrize("kind", sorted(registry.KINDS))
@pytest.mark.parametrize("place", EVERY_KIND)
def test_every_kind_has_its_file_in_every_room(kind: str, place: str) -> None:
    assert (ROOT / "neonctl_py" / place.format(kind)).is_file()


@pytest.mark.parametrize("kind", sorted(registry.CATALOG_KINDS))
@pytest.mark.parametrize("place", IN_A_CATALOG)
def test_every_kind_of_a_catalog_is_read_and_lowered(kind: str, place: str) -> None:
    assert (ROOT / "neonctl_py" / place.format(kind)).is_file()


def test_every_kind_can_be_written_as_a_stack() -> None:
    assert set(WRITERS) == set(registry.KINDS)


def test_every_file_of_rules_is_registered_or_shared_by_rules() -> None:
    shared = {
        "__init__",
        "neon",
        "sql",
        "owned",
        "queries",
        "column_types",
        "exchange",
        "expand",
        "heirs",
        "partition_steps",
        "partition_triggers",
        "retype",
        "strict_children",
        "alone",
        "clone_naming",
        "typed_table",
        "valid_checks",
    }
    files = {path.stem for path in (ROOT / "neonctl_py/plan/rules").glob("*.py")} - shared
    assert files == set(registry.KINDS)
