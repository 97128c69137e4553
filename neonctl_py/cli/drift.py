"""``neonpy drift``: did anybody change the world behind the stack's back?"""

import sys
from pathlib import Path

from neonctl_py.cli import options

DRIFTED = 2


def drift(
    stack: options.Stack = Path(),
    *,
    branch: options.Branch = None,
    as_json: options.Json = False,
    verbose: options.Verbose = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Exit 2 when the world differs from a stack. Changes nothing.

    Example: neonpy drift stacks/shop
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import load
    from neonctl_py.cli.printing import print_cost, print_plan_json
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.drift import drift_lines
    from neonctl_py.workflows.detect_drift import detect_drift

    loaded = load(stack, var, var_file)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    found = detect_drift(loaded.desired, access, branch or ())
    if as_json:
        print_plan_json(found.plan)
    else:
        console = console_for(sys.stdout)
        print_lines(console, drift_lines(found.plan, width=console.width, verbose=verbose))
    if verbose:
        print_cost(found.world.observed)
    return 0 if found.plan.is_empty else DRIFTED
