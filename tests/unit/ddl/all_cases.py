"""The cases of every kind."""

from __future__ import annotations

from ddl_cases import CASES as CORE_CASES
from exotic_cases import CASES as EXOTIC_CASES
from key_cases import CASES as KEY_CASES
from routine_cases import ROUTINE_CASES
from type_cases import TYPE_CASES
from view_cases import VIEW_CASES

CASES = [*CORE_CASES, *ROUTINE_CASES, *TYPE_CASES, *EXOTIC_CASES, *KEY_CASES, *VIEW_CASES]
