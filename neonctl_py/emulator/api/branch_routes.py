from neonctl_py.emulator.api.call import Answer, Route


def _list(call):
    from neonctl_py.emulator.api.branch_values import wire_branch

    call.plane.project(call.project_id)
    return Answer(
        {"branches": [wire_branch(b) for b in call.plane.branches(call.project_id)], "annotations": {}}
    )


ROUTES = (Route("GET", "/projects/<project_id>/branches", _list),)
