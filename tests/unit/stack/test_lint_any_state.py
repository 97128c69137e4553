"""No state that the model can hold breaks a rule of lint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from write_states import states

from neonctl_py.lint.stack.catalog import Catalog
from neonctl_py.lint.stack.catalogue import STACK_RULES
from neonctl_py.lint.stack.lint import lint_state
from neonctl_py.model.lint_settings import LintSettings, RuleSetting
from neonctl_py.stack.documents.lint import KINDS

if TYPE_CHECKING:
    from neonctl_py.model.address import Address

OPTIONS: dict[str, dict[str, Any]] = {
    "naming": dict.fromkeys(KINDS, "[a-z]+"),
    "required-columns": {"columns": {"a": "uuid", "b": None}},
    "key-type": {"type": "uuid", "default": "x"},
    "schema-owner": {"owner": "x"},
    "comment-missing": {"of": list(KINDS)},
}
EVERYTHING = LintSettings({name: RuleSetting(options=OPTIONS.get(name, {})) for name in STACK_RULES})


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(states())
def test_any_state_can_be_linted(objects: dict[Address, Any]) -> None:
    verdict = lint_state(Catalog(objects), EVERYTHING, spans={}, is_live=True)
    addresses = {str(address) for address in objects}
    parts = {str(address.parent) for address in objects if address.parent is not None}
    assert {finding.address for finding in verdict.findings} <= addresses | parts
