"""Examples of pages and tests as whole stacks: what they leave out is put around them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from neonctl_py.lint.stack.catalog import Catalog
from neonctl_py.lint.stack.lint import lint_state
from neonctl_py.stack.load import load_stack

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.lint.verdict import Verdict
    from neonctl_py.model.state import Desired

_OF_THE_DATABASE = {"schemas", "extensions", "publications"}


def desired_of(text: str, folder: Path, lint: dict[str, Any] | None = None) -> Desired:
    """A stack with one database ``p/d``; keys of a schema stand in its schema public. ``lint`` is added to the text's own."""
    written = YAML(typ="safe", pure=True).load(text)  # 1.2, where `on` is text
    root: dict[str, Any] = {"version": 1}
    settings = written.pop("lint", {})
    for key, value in (lint or {}).items():
        if isinstance(value, dict):
            settings[key] = {**settings.get(key, {}), **value}
        else:
            settings[key] = [*settings.get(key, []), *value]
    if settings:
        root["lint"] = settings
    if "projects" in written:
        root |= written
    else:
        database: dict[str, Any] = {key: written.pop(key) for key in _OF_THE_DATABASE & written.keys()}
        project: dict[str, Any] = {"roles": written.pop("roles")} if "roles" in written else {}
        if written:
            database.setdefault("schemas", {})["public"] = written
        root["projects"] = {"p": {**project, "databases": {"d": database}}}
    file = folder / "stack.yaml"
    file.write_text(json.dumps(root, indent=1, ensure_ascii=False))  # JSON is YAML
    return load_stack(file, variables={}, environment={}).desired


def linted(desired: Desired, *, is_live: bool = False) -> Verdict:
    """As the stack's own settings say."""
    catalog = Catalog(desired.objects, external=desired.external)
    return lint_state(catalog, desired.lint, spans=desired.spans, is_live=is_live)
