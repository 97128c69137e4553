"""``neonpy check``: the stack's own SQL assertions, live."""

import sys
from pathlib import Path

from neonctl_py.cli import options


def check(
    stack: options.Stack = Path(),
    *,
    branch: options.OneBranch = None,
    as_json: options.Json = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Run the stack's checks. Exits 1 when one of severity alert does not pass.

    Example: neonpy check stacks/shop --json
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import load
    from neonctl_py.render.json_document import checks_document, dumps
    from neonctl_py.render.terminal.checks import check_lines
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.workflows.run_checks import run_checks

    loaded = load(stack, var, var_file)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    results = run_checks(loaded.desired, access, branch)
    if as_json:
        sys.stdout.write(dumps(checks_document(results)))
    else:
        console = console_for(sys.stdout)
        print_lines(console, check_lines(results, width=console.width))
    return 1 if any(result.is_alert for result in results) else 0
