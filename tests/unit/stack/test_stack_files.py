"""What a stack's files may be: encodings, sizes, YAML 1.2's scalars, variables, includes, aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neonctl_py.errors import InputError
from neonctl_py.model.address import Address
from neonctl_py.stack.core_schema import resolve
from neonctl_py.stack.load import load_stack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from neonctl_py.stack.load import LoadedStack


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (word, word)
            for word in (
                "yes",
                "no",
                "on",
                "off",
                "y",
                "1:30",
                "0b1",
                "1_000",
                "2026-01-01",
                "=",
                "<<",
                ".",
                "-",
                "+",
            )
        ),
        ("true", True),
        ("False", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("12", 12),
        ("-012", -12),
        ("0o17", 15),
        ("0xfF", 255),
        ("1.5", 1.5),
        (".5e3", 500.0),
        ("9" * 30, int("9" * 30)),
        ("9" * 5000, "9" * 5000),
        ("-.inf", float("-inf")),
    ],
)
def test_plain_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    """Only true and false are truth, only digits are numbers."""
    assert value == resolve(text)
    assert type(value) is type(resolve(text))


def _refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_stack(path, variables={}, environment={})
    return str(caught.value)


def test_a_folder_is_its_stack_yaml(tmp_path: Path) -> None:
    """The folder's name is the stack's when none is written."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "stack.yaml").write_text("projects: {a: {}}\n")

    loaded = load_stack(folder, variables={}, environment={})

    assert loaded.desired.stack == "shop"
    assert loaded.files == (folder / "stack.yaml",)


def test_an_empty_file_is_an_empty_stack(load: Callable[..., LoadedStack]) -> None:
    """Nothing but a comment declares nothing."""
    assert load("# nothing\n").desired.objects == {}


@pytest.mark.parametrize(
    ("content", "phrase"),
    [
        (b"stack: \xff\n", "isn't UTF-8"),
        (b"stack: a\x01b\n", "NP101"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MiB"),
        (b"a: " + b"[" * 100 + b"]" * 100, "64 levels"),
    ],
)
def test_a_file_that_is_no_text_of_a_stack(tmp_path: Path, content: bytes, phrase: str) -> None:
    """It is refused before anything is made of it."""
    path = tmp_path / "stack.yaml"
    path.write_bytes(content)

    assert phrase in _refusal(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The message has the path."""
    assert "stack.yaml" in _refusal(tmp_path / "stack.yaml")


def test_a_bomb_of_aliases_is_refused(tmp_path: Path) -> None:
    """Nine lines that would stand for a billion values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    path = tmp_path / "stack.yaml"
    path.write_text("\n".join(lines))

    assert "NP104" in _refusal(path)


def test_an_alias_is_what_it_stands_for(load: Callable[..., LoadedStack]) -> None:
    """Anchors may be used in reason."""
    desired = load(
        """\
        projects:
          a: {compute: &small {min_cu: 0.25, max_cu: 1}, branches: {m: {compute: *small}}}
        """
    ).desired

    assert desired.objects[Address.parse("project.a/branch.m/compute")].max_cu == 1.0


def test_variables_are_filled_in(load: Callable[..., LoadedStack]) -> None:
    """From the environment, from --var, with defaults; an unquoted one is read as YAML again."""
    desired = load(
        """\
        stack: ${var:name}-${env:STAGE:-dev}
        projects:
          ${var:name}:
            id: ${env:PROJECT_ID:-}
            pg_version: ${var:version}
            databases:
              d: {comment: "costs $5, $${env:HOME} stays, $$x$$ too", settings: {search_path: "${branch}, public"}}
            branches: {live: {default: true}, copy: {catalog: true, compute: {name: "c-${branch}"}}}
        """,
        variables={"name": "shop", "version": "16"},
    ).desired

    project = Address.parse("project.shop")
    assert desired.stack == "shop-dev"
    assert desired.objects[project].pg_version == 16
    assert desired.pinned_ids == {}
    live = desired.objects[Address.parse("project.shop/branch.live/database.d")]
    copy = desired.objects[Address.parse("project.shop/branch.copy/database.d")]
    assert live.comment == "costs $5, ${env:HOME} stays, $$x$$ too"
    assert desired.objects[Address.parse("project.shop/branch.copy/compute")].name == "c-copy"
    assert live.settings == (("search_path", "live, public"),)
    assert copy.settings == (("search_path", "copy, public"),)


def test_a_message_never_shows_what_a_variable_holds(load: Callable[..., LoadedStack]) -> None:
    """Where a secret lands in the wrong place, its reference is shown."""
    with pytest.raises(InputError) as caught:
        load(
            "projects: {a: {region: '${env:SECRET}', history_retention: '${env:SECRET}'}}",
            environment={"SECRET": "hunter2"},
        )

    assert "hunter2" not in str(caught.value)
    assert "${env:SECRET}" in str(caught.value)


def test_includes_are_merged(load: Callable[..., LoadedStack]) -> None:
    """Patterns, folders, files that include files; a file named twice is read once."""
    loaded = load(
        """\
        version: 1
        include: [schema/*.yaml, roles.yaml]
        projects: {a: {databases: {d: {owner: o}}}}
        removed: [project.x]
        """,
        files={
            "roles.yaml": "version: 1\nprojects: {a: {roles: {o: {}}}}\nremoved: [project.y]\n",
            "schema/a.yaml": "include: [../roles.yaml]\nprojects: {a: {databases: {d: {schemas: {s: {}}}}}}\n",
            "schema/b.yaml": "projects: {a: {databases: {d: {schemas: {t: {}}}}}}\n",
        },
    )

    assert [path.name for path in loaded.files] == ["stack.yaml", "a.yaml", "roles.yaml", "b.yaml"]
    schemas = [address.name[0] for address in loaded.desired.objects if address.kind == "schema"]
    assert schemas == ["s", "t"]
    assert tuple(map(str, loaded.desired.removed)) == ("project.x", "project.y")


def test_what_an_include_adds_is_not_added_to_an_alias(load: Callable[..., LoadedStack]) -> None:
    """Two databases are written as one; a further file speaks of the first."""
    head = "projects:\n  shop:\n    provider: postgres\n    url: ${env:URL}\n    databases:\n"
    more = "projects: {shop: {databases: {one: {schemas: {public: {tables: {NAME: {columns: {id: bigint}}}}}}}}}\n"
    loaded = load(
        "version: 1\ninclude: [a.yaml, b.yaml]\n"
        + head
        + "      one: &same {schemas: {public: {}}}\n      two: *same\n",
        files={name: more.replace("NAME", f"from_{name[0]}") for name in ("a.yaml", "b.yaml")},
        environment={"URL": "postgresql:///x"},
    )
    tables = {str(place) for place in loaded.desired.objects if place.kind == "table"}
    assert tables == {f"project.shop/database.one/table.public.from_{name}" for name in "ab"}


def test_a_clash_names_both_places(load: Callable[..., LoadedStack]) -> None:
    """Included files add; they never override."""
    with pytest.raises(InputError) as caught:
        load(
            "include: [other.yaml]\nprojects: {a: {region: aws-us-east-2}}\n",
            files={"other.yaml": "projects:\n  a:\n    region: aws-eu-central-1\n"},
        )

    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "NP107"
    assert str(diagnostic.span).endswith("other.yaml:3:5")
    assert "stack.yaml:2:16" in diagnostic.detail


def test_a_circle_of_includes_is_refused(load: Callable[..., LoadedStack]) -> None:
    """With the trail."""
    with pytest.raises(InputError, match=r"stack\.yaml → b\.yaml → stack\.yaml"):
        load("include: [b.yaml]\n", files={"b.yaml": "include: [stack.yaml]\n"})
