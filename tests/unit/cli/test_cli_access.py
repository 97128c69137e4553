"""Which Neon a command talks to, and what it says when that goes wrong. Nothing is changed then."""

from __future__ import annotations

import http.server
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from neonctl_py.cli.access import is_local_by_environment, neon_access
from neonctl_py.cli.confirm import confirm
from neonctl_py.cli.run import run
from neonctl_py.cli.secrets_out import FileSink, GithubSink, plain_names, secrets_sink
from neonctl_py.errors import InputError, NeonpyError, RefusedError
from neonctl_py.model.address import Address
from neonctl_py.model.branch import Branch
from neonctl_py.model.role import Role
from neonctl_py.model.state import Desired
from neonctl_py.model.values import Secret
from neonctl_py.workflows.access import DEFAULT_HOST, NeonAccess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STACK = "version: 1\nstack: shop\nprojects:\n  shop:\n    branches: {main: {default: true}}\n"
APP = Address.parse("project.shop/branch.main/role.app")


@pytest.fixture(autouse=True)
def no_neon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("NEON_API_KEY", "NEON_API_HOST", "NEON_ORG_ID", "NEONPY_LOCAL", "GITHUB_ENV", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stack.yaml").write_text(STACK)


def access(*, host: str | None = None, file: Path | None = None, local: bool = False) -> NeonAccess:
    return neon_access(local=local, data_dir=None, api_host=host, api_key_file=file)


def test_without_anything_it_is_neon_without_a_key() -> None:
    assert access() == NeonAccess(None, DEFAULT_HOST, None)


def test_flags_beat_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEON_API_HOST", "https://a.example/api/v2/")
    monkeypatch.setenv("NEON_API_KEY", "from-environment")
    assert access().host == "https://a.example/api/v2"
    (tmp_path / "key").write_text("from-file\n")
    chosen = access(host="https://b.example", file=tmp_path / "key")
    assert (chosen.host, chosen.api_key) == ("https://b.example", Secret("from-file"))


def test_a_named_host_beats_local_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEONPY_LOCAL", "1")
    assert access(host="https://b.example").host == "https://b.example"


def test_local_and_a_host_are_two_neons() -> None:
    with pytest.raises(NeonpyError, match="two Neons"):
        access(host="https://b.example", local=True)


@pytest.mark.parametrize(
    ("text", "expected"), [("1", True), ("TRUE", True), ("", False), ("0", False), ("no", False)]
)
def test_the_environment_asks_for_the_embedded_neon(
    text: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEONPY_LOCAL", text)
    assert is_local_by_environment() == expected


@pytest.mark.parametrize("content", [None, "", "\n", b"\xff\xfe"])
def test_a_key_file_must_hold_a_key(content: str | bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputError) as caught:
        access(file=path)

    assert "the API key can't be read" in str(caught.value)


def test_without_a_key_the_message_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan"]) == 1
    told = capsys.readouterr().err
    assert "no Neon API key" in told
    assert "--local" in told


@pytest.fixture
def wrong_server() -> Iterator[tuple[str, list[str]]]:
    """A web server that is no Neon: HTML for everything."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.command)
            body = b"<html>Please log in to the Wi-Fi</html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PATCH = do_DELETE = do_PUT = do_GET  # noqa: N815  the names that http.server calls

        def log_message(self, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_answer_in_html_is_no_neon(
    wrong_server: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url, asked = wrong_server
    monkeypatch.setenv("NEON_API_KEY", "napi_secret")
    assert run(["apply", "--yes", "--api-host", url]) == 1
    told = capsys.readouterr()
    assert "error: " in told.err
    assert "napi_secret" not in told.err + told.out
    assert set(asked) == {"GET"}


@pytest.mark.parametrize("answer", ["", "y\n", "YES\n", "yes please\n", "no\n"])
def test_only_the_word_yes_is_a_yes(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", _Terminal(answer))
    with pytest.raises(RefusedError, match="Nothing was changed"):
        confirm("Sure?", yes=False)


@pytest.mark.parametrize("answer", ["yes\n", " yes \n", "yes"])
def test_yes_is_a_yes(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", _Terminal(answer))
    confirm("Sure?", yes=False)


class _Terminal:
    def __init__(self, answer: str) -> None:
        self._answer = answer

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return self._answer


def test_passwords_go_to_a_private_file_and_leave_its_other_lines(tmp_path: Path) -> None:
    path = tmp_path / "pw.env"
    path.write_text("OTHER='x'\nAPP_PASSWORD='old'\n")
    sink = FileSink(path, {APP})
    assert sink.wants(APP)
    sink.deliver(APP, Secret("new"))
    assert path.read_text() == "OTHER='x'\nAPP_PASSWORD='new'\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_roles_of_one_name_get_two_variables(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "pw.env", {APP})
    sink.deliver(APP, Secret("a"))
    sink.deliver(Address.parse("project.shop/branch.dev/role.app"), Secret("b"))
    assert (tmp_path / "pw.env").read_text() == "APP_PASSWORD='a'\nSHOP_DEV_APP_PASSWORD='b'\n"


def test_passwords_that_come_at_once_are_all_kept(tmp_path: Path) -> None:
    """Projects are applied beside each other."""
    path = tmp_path / "pw.env"
    sink = FileSink(path, ())
    roles = [Address.parse(f"project.p{number}/branch.main/role.app") for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda role: sink.deliver(role, Secret("x")), roles))
    assert len(path.read_text().splitlines()) == len(roles)


def test_a_variable_has_the_role_alone_where_no_other_role_could_mean_it() -> None:
    """The same in each run: a password is delivered once, so none may replace another's."""
    roles = (
        "a/branch.main/role.app",
        "a/branch.dev/role.app",
        "a/branch.main/role.one",
        "b/branch.main/role.app",
    )
    places = [
        Address.parse(f"project.{role}") for role in (*roles, "b/branch.main/role.my-x", "plain/role.my_x")
    ]
    places += [Address.parse("project.plain/role.jobs")]
    branches = {Address.parse(f"project.{name}/branch.main"): Branch(default=True) for name in "ab"}
    stack = Desired(stack="s", objects=branches | {place: Role(login=True) for place in places})

    assert {str(role) for role in plain_names(stack)} == {
        "project.a/branch.main/role.one",
        "project.plain/role.jobs",
    }


def test_a_github_job_masks_before_it_keeps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    GithubSink(tmp_path / "env", {APP}).deliver(APP, Secret("pw"))
    assert capsys.readouterr().out == "::add-mask::pw\n"
    assert (tmp_path / "env").read_text() == "APP_PASSWORD=pw\n"


def test_without_a_sink_no_role_gets_a_password() -> None:
    with secrets_sink(None, as_json=False) as sink:
        assert not sink.wants(APP)
        assert sink.without == {APP}


@pytest.mark.parametrize(("where", "as_json"), [("github", False), ("env", True), ("missing/pw", False)])
def test_a_sink_that_can_not_work_is_refused_first(where: str, as_json: bool) -> None:
    with pytest.raises(NeonpyError), secrets_sink(where, as_json=as_json):
        pass


def test_with_env_everything_else_leaves_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    with secrets_sink("env", as_json=False, plain_names={APP}) as sink:
        print("the plan")
        sink.deliver(APP, Secret("pw"))
    told = capfd.readouterr()
    assert "export APP_PASSWORD=pw\n" in told.out
    assert "the plan" not in told.out
