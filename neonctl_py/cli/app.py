"""All commands under one name. Never here: what a command does."""

from __future__ import annotations

import typer

from neonctl_py.cli import (
    alert,
    apply,
    check,
    comment,
    cost,
    destroy,
    diagram,
    diff,
    docs,
    drift,
    drill,
    env,
    explain,
    fmt,
    history,
    import_,
    init,
    inspect_,
    lint,
    local,
    migrate,
    perf,
    pgbouncer,
    plan,
    preview,
    psql,
    restore,
    retention,
    rollback,
    rotate,
    schema,
    show,
    test_,
    validate,
)
from neonctl_py.version import __version__

HELP = """Declarative provisioning for Neon serverless Postgres: one YAML stack, one plan over API and catalog.

\b
  neonpy init --yes            write a first stack.yaml
  neonpy plan --local          what would change, on an embedded Neon
  neonpy apply --local         make it so

Exit codes: 0 done or nothing to do, 1 error, refusal or lint findings, 2 changes proposed
(drift, plan --detailed-exitcode), 3 not formatted (fmt --check).
"""

app = typer.Typer(
    name="neonpy",
    help=HELP,
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", "-V", help="Print the version.", is_eager=True),
) -> None:
    if version:
        typer.echo(f"neonpy {__version__}")
        raise typer.Exit


app.command("init")(init.init)
app.command("import")(import_.import_)
app.command("validate")(validate.validate)
app.command("fmt")(fmt.fmt)
app.command("lint")(lint.lint)
app.command("schema")(schema.schema)
app.command("plan")(plan.plan)
app.command("apply")(apply.apply)
app.command("destroy")(destroy.destroy)
app.command("drift")(drift.drift)
app.command("diff")(diff.diff)
app.command("show")(show.show)
app.command("env")(env.env)
app.command("check")(check.check)
app.command("test")(test_.prove)
app.command("inspect")(inspect_.inspect)
app.command("cost")(cost.cost)
app.command("history")(history.history)
app.command("rollback")(rollback.rollback)
app.command("rotate")(rotate.rotate)
app.command("restore")(restore.restore)
app.command("drill")(drill.drill)
app.command("comment")(comment.comment)
app.command("alert")(alert.alert)
app.command("diagram")(diagram.diagram)
app.command("docs")(docs.docs)
app.command("explain")(explain.explain)
app.command("psql")(psql.psql)
app.command("pgbouncer")(pgbouncer.pgbouncer)
app.add_typer(migrate.app, name="migrate")
app.add_typer(retention.app, name="retention")
app.add_typer(preview.app, name="preview")
app.add_typer(perf.app, name="perf")
app.add_typer(local.app, name="local")
