"""``neonpy destroy``: remove what the stack declares."""

import os
from pathlib import Path

from neonctl_py.cli import options


def destroy(
    stack: options.Stack = Path(),
    *,
    target: options.Target = None,
    branch: options.Branch = None,
    allow: options.Allow = None,
    yes: options.Yes = False,
    wait: options.Wait = None,
    as_json: options.Json = False,
    verbose: options.Verbose = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> int:
    """Remove what a stack declares. Refuses what is protected or says prevent_destroy.

    Example: neonpy destroy stacks/shop --allow deletes-data
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.applying import Manner, require_terminal_or_yes, run_apply
    from neonctl_py.cli.cost import prices_file
    from neonctl_py.cli.loading import duration, load
    from neonctl_py.cli.next_command import next_command
    from neonctl_py.cli.secrets_out import secrets_sink
    from neonctl_py.workflows.origin import origin_of
    from neonctl_py.workflows.plan_stack import PlanRequest

    require_terminal_or_yes(yes=yes, as_json=as_json)
    loaded = load(stack, var, var_file)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    manner = Manner(
        question="Destroy all of the above? It can't be undone.",
        command=next_command("destroy", stack, local=local, target=target, branch=branch),
        yes=yes,
        allowed=tuple(allow or ()),
        as_json=as_json,
        verbose=verbose,
        origin=origin_of(f"neonpy destroy {stack}", stack, os.environ),
        wait=duration("--wait", wait),
    )
    request = PlanRequest.of(target, branch, destroy=True, prices_file=prices_file())
    with secrets_sink(None, as_json=as_json) as passwords:
        return run_apply(loaded.desired, access, request, manner, passwords)
