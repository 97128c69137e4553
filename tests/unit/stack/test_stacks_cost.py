"""What the stacks' READMEs say that they cost is what ``neonpy cost`` reckons."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neonctl_py.stack.load import load_stack
from neonctl_py.workflows.estimate_cost import estimate_cost
from neonctl_py.workflows.price_list import price_list

STACKS = Path(__file__).parents[3] / "stacks"
PUBLISHERS = {f"VORKLEE_{name}_PUBLISHER": "host=h" for name in ("CORE", "NOTES", "ATTENDANCE")}
_MONTHLY = re.compile(r"reckons about \$([\d,]+) a month")


@pytest.mark.parametrize("stack", ["tudao", "nexuscanon-axis", "neonhub", "lma-nexus", "vorklee2"])
def test_a_readme_tells_what_its_stack_costs(stack: str) -> None:
    """From the stack alone, with the price list that neonpy comes with: in a month, of it for computes, at the least, at the most."""
    desired = load_stack(STACKS / stack, variables={}, environment=PUBLISHERS).desired
    reckoned = estimate_cost(desired, None, price_list()).declared
    text = (STACKS / stack / "README.md").read_text(encoding="utf-8")
    section = text.partition("## What it costs")[2].partition("\n## ")[0].replace("\n", " ")
    assert _MONTHLY.findall(section) == [f"{reckoned.cost:,.0f}"]
    figures = {
        f"{one:,.0f}" for one in (reckoned.cost, reckoned.by("compute"), reckoned.least, reckoned.most)
    }
    assert set(re.findall(r"\$([\d,]*\d)", section)) <= figures
    assert f"**{reckoned.tariff.name.title()}**" in section
