"""``neonpy cost``: what a stack costs in a month."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from neonctl_py.cli import options

PRICES = "NEONPY_PRICES"


def cost(
    stack: options.Stack = Path(),
    *,
    plan: Annotated[
        str | None,
        typer.Option(
            "--plan",
            metavar="NAME",
            help="With Neon's plan of that name; else the least one needed.",
            show_default=False,
        ),
    ] = None,
    prices: Annotated[
        Path | None,
        typer.Option(
            "--prices",
            metavar="FILE",
            help="A price list of your own [env: NEONPY_PRICES].",
            show_default=False,
        ),
    ] = None,
    show_prices: Annotated[
        bool, typer.Option("--show-prices", help="Print the price list that neonpy comes with.")
    ] = False,
    active_hours: Annotated[
        float | None,
        typer.Option(
            "--active-hours",
            metavar="HOURS",
            min=0,
            max=24,
            help="A day, of computes that suspend.",
            show_default=False,
        ),
    ] = None,
    storage: Annotated[
        float | None,
        typer.Option(
            "--storage", metavar="GB", min=0, help="Of data, where nobody tells the size.", show_default=False
        ),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="From the stack alone, without asking Neon.")
    ] = False,
    as_json: options.Json = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> None:
    """Estimate what a stack costs in a month.

    From computes, branches, replicas, history and snapshots as declared, and sizes as Neon tells them. It wakes no compute.

    Example: neonpy cost stacks/shop --active-hours 12
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import load
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.workflows.estimate_cost import estimate_cost
    from neonctl_py.workflows.price_list import price_list, price_list_text

    if show_prices:
        sys.stdout.write(price_list_text())
        return
    listed = price_list(prices or prices_file())
    given = {"active_hours_per_day": active_hours, "storage_gb": storage}
    written = {name: value for name, value in given.items() if value is not None}
    listed = replace(listed, assumptions=replace(listed.assumptions, **written))
    desired = load(stack, var, var_file).desired
    access = None
    if not offline:
        access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    report = estimate_cost(desired, access, listed, plan)
    if as_json:
        from neonctl_py.render.cost_report_document import cost_report_document
        from neonctl_py.render.json_document import dumps

        sys.stdout.write(dumps(cost_report_document(report)))
        return
    from neonctl_py.render.terminal.cost import cost_lines

    console = console_for(sys.stdout)
    print_lines(console, cost_lines(report, width=console.width))


def prices_file() -> Path | None:
    """The user's own, when the environment names one."""
    named = os.environ.get(PRICES, "").strip()
    return Path(named) if named else None
