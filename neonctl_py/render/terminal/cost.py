"""What a stack costs, for people's eyes: project by project, the sum, and everything that was assumed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from neonctl_py.render.characters import one_line
from neonctl_py.render.cost_words import money, price_words
from neonctl_py.render.terminal.console import hanging
from neonctl_py.render.terminal.table import table_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.plan.cost import Estimate
    from neonctl_py.plan.cost_items import Item
    from neonctl_py.report.cost_report import CostReport


def cost_lines(report: CostReport, *, width: int) -> Iterator[Text]:
    """The whole estimate."""
    estimate, currency = report.declared, report.prices.currency
    for project, items in groupby(estimate.items, key=lambda item: item.address.container("project")):
        yield from _project(project, list(items), currency, width)
        yield Text()
    for place in report.elsewhere:
        yield from hanging(f"{one_line(str(place))} is not on Neon, and not in this estimate.", width=width)
    yield from _sum(report, width)
    yield Text()
    yield from _plan(estimate, width)
    yield from _assumed(report, width)


def _project(project: Address | None, items: Sequence[Item], currency: str, width: int) -> Iterator[Text]:
    yield Text(one_line(str(project)), style="bold")
    rows = [
        (
            _within(item.address, project),
            item.what,
            f"{item.quantity:,.2f} {item.unit}",
            price_words(item.price, currency),
            money(item.cost, currency),
            item.why,
        )
        for item in items
    ]
    total = money(sum(item.cost for item in items), currency)
    columns = ("where", "what", "quantity", "each", "a month", "reckoned as")
    yield from table_lines(columns, rows, (), width=width, margin=0)
    yield Text(f"  about {total} a month", style="bold")


def _sum(report: CostReport, width: int) -> Iterator[Text]:
    estimate, currency = report.declared, report.prices.currency
    text = f"About {money(estimate.cost, currency)} a month"
    if abs(estimate.most - estimate.least) >= 0.005:
        text += (
            f"; at the least {money(estimate.least, currency)}, at the most {money(estimate.most, currency)}"
        )
    yield from hanging(f"{text}.", width=width, style="bold", first_style="bold")
    if report.now is not None and abs(report.now.cost - estimate.cost) >= 0.005:
        change = money(estimate.cost - report.now.cost, currency, signed=True)
        yield from hanging(
            f"What is there now: about {money(report.now.cost, currency)}; an apply makes {change} of it.",
            width=width,
        )


def _plan(estimate: Estimate, width: int) -> Iterator[Text]:
    name = estimate.tariff.name
    yield from hanging(f"Reckoned with the plan {name.capitalize()}.", width=width)
    needs = [need for need in estimate.needs if need.tariff == name] or list(estimate.needs)
    for tariff, why in dict.fromkeys((need.tariff, need.why) for need in needs):
        places = [one_line(str(need.address)) for need in needs if (need.tariff, need.why) == (tariff, why)]
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        text = f"{tariff.capitalize()} is needed for {why}: {places[0]}{more}"
        yield from hanging(text, width=width, first="  ", rest="    ", style="dim")


def _assumed(report: CostReport, width: int) -> Iterator[Text]:
    prices, assumed = report.prices, report.prices.assumptions
    yield Text()
    yield Text("Assumed", style="bold")
    told = [
        f"Prices of {prices.as_of} ({prices.source}), without taxes, discounts and credits.",
        f"A compute that suspends is active {assumed.active_hours_per_day:g} hours a day, and on average {assumed.load:.0%} of the way from min_cu to max_cu.",
        f"{assumed.changed_per_day:.0%} of a branch's data changes in a day (that is kept in the history), and {assumed.child_changed:.0%} of a copy in a month.",
        "Network transfer above what is included is not in it.",
    ]
    unknown = report.declared.assumed_sizes
    if unknown:
        names = ", ".join(one_line(str(place)) for place in unknown[:3]) + (" …" if len(unknown) > 3 else "")
        told.append(f"{assumed.storage_gb:g} GB of data where nobody tells the size: {names}.")
    if report.prices.by_project:
        told.append(f"Other values for {', '.join(sorted(report.prices.by_project))}, from the price list.")
    told.append("Other values: --active-hours, --storage, or a price list of your own (--prices FILE).")
    for text in told:
        yield from hanging(text, width=width, first="  ", rest="    ", style="dim")


def _within(place: Address, project: Address | None) -> str:
    if project is None or place == project:
        return "all branches"
    return str(place).removeprefix(f"{project}/")
