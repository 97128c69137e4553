"""``neonpy perf``: how long queries take, recorded and compared, by type."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options
from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from neonctl_py.report.performance import Baseline
    from neonctl_py.workflows.connection_environment import WantedDatabase
    from neonctl_py.workflows.database_places import DatabasePlace

app = typer.Typer(help="Query times: a baseline, and what is slower than it.", no_args_is_help=True)


class By(StrEnum):
    """Which time is compared."""

    MEAN = "mean"
    P95 = "p95"
    P99 = "p99"


@app.command("record")
def record(
    stack: options.Stack = Path(),
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to; else it is printed.", show_default=False
        ),
    ] = None,
    url: options.Url = None,
    project: options.Project = None,
    branch: options.OneBranch = None,
    database: options.Database = None,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> None:
    """Write down how long queries take, from pg_stat_statements.

    Example: neonpy perf record stacks/shop -o baseline.json
    """
    from neonctl_py.cli.files import require_writable, write_file
    from neonctl_py.render.json_document import dumps
    from neonctl_py.render.performance_document import baseline_document
    from neonctl_py.workflows.connection_environment import WantedDatabase
    from neonctl_py.workflows.measure_performance import measure_performance

    if output is not None:
        require_writable(output)
    wanted = WantedDatabase(project=project, branch=branch, database=database)
    access = (local, data_dir, api_host, api_key_file)
    found = measure_performance(_places(stack, url, wanted, (var, var_file), access))
    text = dumps(baseline_document(found))
    if output is None:
        sys.stdout.write(text)
        return
    write_file(output, text)
    count = sum(len(one.rows) for one in found.databases.values())
    sys.stdout.write(f"{count} statements of {len(found.databases)} databases are in {output}.\n")


@app.command("compare")
def compare(
    baseline: Annotated[Path, typer.Argument(metavar="BASELINE", help="What perf record has written.")],
    stack: options.Stack = Path(),
    *,
    threshold: Annotated[
        str, typer.Option("--threshold", metavar="PERCENT", help="How much slower fails.")
    ] = "10%",
    by: Annotated[By, typer.Option("--by", help="Which time; percentiles are estimates.")] = By.MEAN,
    min_calls: Annotated[
        int, typer.Option("--min-calls", metavar="N", min=1, help="What ran less often is not judged.")
    ] = 10,
    noise: Annotated[
        float, typer.Option("--noise", metavar="MS", min=0, help="A smaller difference in ms is none.")
    ] = 0.1,
    url: options.Url = None,
    project: options.Project = None,
    branch: options.OneBranch = None,
    database: options.Database = None,
    as_json: options.Json = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Exit 1 when a type of query is slower than in the baseline.

    Example: neonpy perf compare baseline.json stacks/shop --branch pr-7
    """
    from neonctl_py.render.json_document import dumps
    from neonctl_py.render.performance_document import comparison_document
    from neonctl_py.report.performance import Judging
    from neonctl_py.report.performance import compare as compared
    from neonctl_py.workflows.connection_environment import WantedDatabase
    from neonctl_py.workflows.measure_performance import measure_performance

    judging = Judging(by=by.value, threshold=_percent(threshold), noise=noise, min_calls=min_calls)
    before = _read(baseline)
    wanted = WantedDatabase(project=project, branch=branch, database=database)
    access = (local, data_dir, api_host, api_key_file)
    found = compared(
        before, measure_performance(_places(stack, url, wanted, (var, var_file), access)), judging
    )
    if as_json:
        sys.stdout.write(dumps(comparison_document(found)))
    else:
        from neonctl_py.render.terminal.console import console_for, print_lines
        from neonctl_py.render.terminal.performance import comparison_lines

        console = console_for(sys.stdout)
        print_lines(console, comparison_lines(found, judging, width=console.width))
    return 1 if found.has_regressed else 0


def _places(
    stack: Path,
    url: str | None,
    wanted: "WantedDatabase",
    variables: tuple[list[str] | None, list[Path] | None],
    reach: tuple[bool, Path | None, str | None, Path | None],
) -> tuple["DatabasePlace", ...]:
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import load
    from neonctl_py.model.values import Secret
    from neonctl_py.workflows.database_places import database_places, place_of_url

    if url is not None:
        return (place_of_url(Secret(url)),)
    local, data_dir, api_host, api_key_file = reach
    desired = load(stack, *variables).desired
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    return database_places(desired, access, wanted)


def _percent(text: str) -> float:
    try:
        found = float(text.strip().removesuffix("%"))
    except ValueError:
        found = -1.0
    if not 0 <= found < 1e6:
        raise NeonpyError("a threshold can't be read", detail=f"--threshold {text}", hint="--threshold 10%")
    return found


def _read(path: Path) -> "Baseline":
    from neonctl_py.render.performance_document import read_baseline

    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise NeonpyError("a baseline can't be read", detail=f"{path}: {why}") from error
    return read_baseline(document)
