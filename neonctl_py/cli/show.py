"""``neonpy show``: what is there."""

import sys
from pathlib import Path

from neonctl_py.cli import options


def show(
    stack: options.Stack = Path(),
    *,
    as_json: options.Json = False,
    verbose: options.Verbose = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> None:
    """Print what exists of a stack's projects, as a tree.

    Example: neonpy show stacks/shop
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.loading import load
    from neonctl_py.cli.printing import print_cost
    from neonctl_py.render.json_document import dumps, objects_document
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.tree import tree_lines
    from neonctl_py.workflows.show_stack import show_stack

    loaded = load(stack, var, var_file)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    observed = show_stack(loaded.desired, access)
    if as_json:
        sys.stdout.write(dumps(objects_document(observed.objects, observed.ids)))
    elif not observed.objects:
        sys.stdout.write("Nothing of this stack exists yet. neonpy apply makes it.\n")
    else:
        console = console_for(sys.stdout)
        print_lines(console, tree_lines(observed, width=console.width, verbose=verbose))
    if verbose:
        print_cost(observed)
