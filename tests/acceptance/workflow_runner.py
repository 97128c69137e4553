"""Runs workflow files step by step on this machine: shell steps as they are, composite actions, and stand-ins for the few actions of others.

The log is kept as the steps wrote it, before anything is masked: tests search it for secrets. Never here: what a workflow is expected to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from warm_program import warm_folder
from workflow_expressions import filled, shown, truth, value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REPOSITORY = Path(__file__).parents[2]
FILES = REPOSITORY / ".github"

_MASK = "::add-mask::"
_PYTHON = """#!/usr/bin/env bash
# `python -m venv DIR` and `DIR/bin/python -m pip install` without a network: neonpy as it is installed for these tests
if [ "$1 $2" = "-m venv" ]; then
  mkdir -p "$3/bin" && cp "$0" "$3/bin/python"
elif [ "$1 $2" = "-m build" ]; then
  mkdir -p dist && echo wheel > dist/neonctl_py-0.whl && echo source > dist/neonctl_py-0.tar.gz
elif [ "$1 $2" = "-m twine" ]; then
  echo "twine ${*:3}"
elif [ "$1 $2 $3" = "-m pip install" ]; then
  echo "${!#}" >> "$RUNNER_TEMP/installed"
  ln -sf "NEONPY" "$(dirname "$0")/neonpy"
else
  exec "REAL" "$@"
fi
"""


def workflow(name: str) -> dict[str, Any]:
    """A file of ours, read as YAML 1.2: ``on`` is a word."""
    found: dict[str, Any] = YAML(typ="safe").load(FILES / "workflows" / f"{name}.yml")
    return found


@dataclass
class Run:
    """One job. ``files``: what is checked out. ``event``: the ``github.event``. ``commands``: more programs, by name, as scripts."""

    folder: Path
    files: Path
    event: Mapping[str, Any] = field(default_factory=dict)
    github: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    commands: Mapping[str, str] = field(default_factory=dict)
    matrix: Mapping[str, str] = field(default_factory=dict)
    log: str = ""
    summary: str = ""
    outcomes: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    step_outputs: dict[str, str] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    artifacts: dict[str, Path] = field(default_factory=dict)
    failed: bool = False
    was_skipped: bool = False

    def job(self, file: Mapping[str, Any], name: str, inputs: Mapping[str, Any] | None = None) -> Run:
        """Run one job of a file, with the defaults of inputs that are not given. A missing one that is required is an error."""
        job = file["jobs"][name]
        contexts = self._contexts(file, inputs or {})
        if "if" in job and not truth(value(_bare(job["if"]), contexts)):
            self.was_skipped = True
            return self
        self.workspace.mkdir(parents=True)
        self.temp.mkdir()
        environment = {key: filled(shown(text), contexts) for key, text in (job.get("env") or {}).items()}
        contexts["env"] = environment
        self._steps(job["steps"], contexts, self.workspace)
        shutil.rmtree(self.workspace)  # the next job is on another machine
        self.outputs = {
            key: filled(shown(text), contexts) for key, text in (job.get("outputs") or {}).items()
        }
        return self

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    @property
    def temp(self) -> Path:
        return self.folder / "temp"

    def _contexts(self, file: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
        asked = (file["on"].get("workflow_call") or {}).get("inputs") or {}
        missing = [key for key, item in asked.items() if item.get("required") and key not in inputs]
        unknown = set(inputs) - set(asked)
        assert (missing, unknown) == ([], set())
        standard = {
            "repository": "octo/shop",
            "token": "ghs_the_jobs_own_token",
            "event_name": "pull_request",
            "server_url": "https://github.example",
            "run_id": "7",
            "sha": "c0ffee",
            "ref": "refs/heads/main",
        }
        return {
            "inputs": {key: inputs.get(key, item.get("default")) for key, item in asked.items()},
            "github": {**standard, **self.github, "event": self.event},
            "secrets": self.secrets,
            "runner": {"temp": str(self.temp)},
            "steps": {},
            "env": {},
            "matrix": self.matrix,
            "job": {"failed": False},
        }

    def _steps(self, steps: list[Mapping[str, Any]], contexts: dict[str, Any], where: Path) -> None:
        for number, step in enumerate(steps):
            name = step.get("id") or filled(step.get("name", ""), contexts) or step.get("uses") or str(number)
            condition = _bare(step.get("if", "success()"))
            if "()" not in condition:
                condition = f"success() && ({condition})"
            is_wanted = truth(value(condition, contexts))
            done = self._step(step, contexts, where) if is_wanted else None
            outcome = "skipped" if done is None else "success" if done[0] else "failure"
            self.outcomes[name] = outcome
            if step.get("id"):
                contexts["steps"][step["id"]] = {"outcome": outcome, "outputs": done[1] if done else {}}
            if outcome == "failure" and not step.get("continue-on-error"):
                contexts["job"]["failed"] = self.failed = True

    def _step(
        self, step: Mapping[str, Any], contexts: dict[str, Any], where: Path
    ) -> tuple[bool, dict[str, str]]:
        own = {key: filled(shown(text), contexts) for key, text in (step.get("env") or {}).items()}
        if "uses" not in step:
            return self._shell(filled(step["run"], contexts), {**contexts["env"], **own}, contexts, where)
        asked = {key: filled(shown(text), contexts) for key, text in (step.get("with") or {}).items()}
        uses = step["uses"]
        self.used.append(uses)
        if uses.startswith("./"):
            return self._composite(self.workspace / uses, asked, contexts)
        if uses.startswith("OWNER/neonpy/"):
            return self._composite(
                REPOSITORY / uses.removeprefix("OWNER/neonpy/").partition("@")[0], asked, contexts
            )
        name = uses.partition("@")[0]
        return self._stand_ins()[name](asked), {}

    def _composite(
        self, folder: Path, asked: Mapping[str, str], contexts: dict[str, Any]
    ) -> tuple[bool, dict[str, str]]:
        action = YAML(typ="safe").load(folder / "action.yml")
        assert set(asked) <= set(action["inputs"])
        assert action["runs"]["using"] == "composite"
        inside = {
            **contexts,
            "inputs": {
                key: asked.get(key, item.get("default", "")) for key, item in action["inputs"].items()
            },
            "github": {**contexts["github"], "action_path": str(folder)},
            "steps": {},
            "job": {"failed": False},
        }
        for step in action["runs"]["steps"]:
            assert "uses" in step or step["shell"] == "bash"
        self._steps(action["runs"]["steps"], inside, self.workspace)
        found = {key: filled(item["value"], inside) for key, item in action["outputs"].items()}
        return not inside["job"]["failed"], found

    def _stand_ins(self) -> dict[str, Callable[[Mapping[str, str]], bool]]:
        return {
            "actions/checkout": self._checkout,
            "actions/setup-python": self._setup_python,
            "actions/upload-artifact": self._upload,
        }

    def _checkout(self, asked: Mapping[str, str]) -> bool:
        assert asked.get("persist-credentials") == "false", "a token would stay in the work tree"
        shutil.copytree(self.files, self.workspace, dirs_exist_ok=True, symlinks=True)
        return True

    def _setup_python(self, asked: Mapping[str, str]) -> bool:
        assert asked["python-version"]
        script = _PYTHON.replace("NEONPY", str(warm_folder() / "neonpy")).replace("REAL", sys.executable)
        self._program("python", script)
        return True

    def _upload(self, asked: Mapping[str, str]) -> bool:
        self.artifacts[asked["name"]] = Path(asked["path"])
        return Path(asked["path"]).exists() or asked.get("if-no-files-found") != "error"

    def _program(self, name: str, script: str) -> None:
        path = self.folder / "programs" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)

    def _shell(
        self, script: str, own: Mapping[str, str], contexts: dict[str, Any], where: Path
    ) -> tuple[bool, dict[str, str]]:
        for name, text in self.commands.items():
            self._program(name, text)
        files = {
            name: self.temp / f".{name.lower()}"
            for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")
        }
        for file in files.values():
            file.write_text("", encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            env={**self._base(contexts), **{name: str(file) for name, file in files.items()}, **own},
            cwd=where,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=200,
            check=False,
        )
        self.log += done.stdout
        self.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        contexts["env"] = {**contexts["env"], **_pairs(files["GITHUB_ENV"])}
        added = files["GITHUB_PATH"].read_text(encoding="utf-8").split()
        self.environment = {
            **self.environment,
            "_PATH": ":".join([*added, self.environment.get("_PATH", "")]),
        }
        written = _pairs(files["GITHUB_OUTPUT"])
        self.step_outputs |= written
        return done.returncode == 0, written

    def leaks(self, *more: str, also: str = "") -> list[str]:
        """Whatever anybody can read, and ``also``, that holds a secret: one that was given, one that a step has masked, or one of ``more``."""
        masked = {line.removeprefix(_MASK) for line in self.log.splitlines() if line.startswith(_MASK)} | {
            text
            for name, text in self.step_outputs.items()
            if name.endswith(("db_url", "db_url_pooled", "password"))
        }
        given = {text for secret in self.secrets.values() for text in (secret, secret.partition("=")[2])}
        kept = [path.read_text(encoding="utf-8") for path in self.artifacts.values() if path.exists()]
        said = [line for line in self.log.splitlines() if not line.startswith(_MASK)]
        texts = [*said, *self.summary.splitlines(), *kept, *self.outputs.values(), also]
        wanted = {secret for secret in (*given, *masked, *more) if len(secret) > 3}
        return [text for text in texts if any(secret in text for secret in wanted)]

    def _base(self, contexts: Mapping[str, Any]) -> dict[str, str]:
        github = contexts["github"]
        more = {key: text for key, text in self.environment.items() if key != "_PATH"}
        kept = {
            key: text
            for key, text in os.environ.items()
            if not key.startswith(("NEON_", "NEONPY_", "PG", "GITHUB_", "GH_", "CI"))
        }
        return {
            **kept,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_REPOSITORY": github["repository"],
            "GITHUB_SHA": github["sha"],
            "GITHUB_REF": github["ref"],
            "GITHUB_REF_NAME": github["ref"].removeprefix("refs/heads/").removeprefix("refs/tags/"),
            "RUNNER_TEMP": str(self.temp),
            "COLUMNS": "200",
            **more,
            "PATH": f"{self.environment.get('_PATH', '')}:{self.folder / 'programs'}:{os.environ['PATH']}",
        }


def _pairs(file: Path) -> dict[str, str]:
    """``name=value`` lines; our steps write no value with a line end."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return {name: text for name, _, text in (line.partition("=") for line in lines)}


def _bare(condition: Any) -> str:
    text = str(condition).strip()
    return text[3:-2] if text.startswith("${{") else text
