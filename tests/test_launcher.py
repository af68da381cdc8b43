"""Set-up in two commands: what run.py promises before it ever reaches a network."""
import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import run
from launcher import browsers, environment, packages
from launcher.pythons import choose, commands, fault, probe
from launcher.words import Refusal, explain
from sim.scenario.paths import configs_dir

ROOT = Path(run.__file__).parent
LAUNCHER = [ROOT / "run.py", *sorted((ROOT / "launcher").glob("*.py"))]
LOCKS = [ROOT / "requirements.txt", ROOT / "requirements" / "build.txt"]


def python(version, **changes):
    """Describes a Python that will do, but for what a test changes."""
    facts = {"version": [int(part) for part in version.split(".")], "path": f"/py{version}"}
    return facts | {"kind": "cpython", "bits": 64, "has_lock": True, "missing": []} | changes


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """A finished set-up, made from lock and project files that a test may change."""
    for constant in ("LOCK", "BUILD_LOCK"):
        monkeypatch.setattr(environment, constant, tmp_path / constant)
        (tmp_path / constant).write_text("numpy==2.3.5")
    monkeypatch.setattr(environment, "PROJECT_FILES", (tmp_path / "pyproject.toml",))
    monkeypatch.setattr(environment, "install", lambda python, steps: None)
    made = tmp_path / "venv"
    environment.python_of(made).parent.mkdir(parents=True)
    environment.python_of(made).touch()
    environment.mark(made, environment.wanted(made) | {"python": "3.12.1"})
    return made


# --- Which browser --------------------------------------------------------------------------------------------------
def test_a_browser_named_by_hand_is_taken():
    assert browsers.find({"CORRIDOR_BROWSER": "/my/chromium", "PATH": ""}) == "/my/chromium"


def test_a_browser_on_the_path_is_found(tmp_path):
    (tmp_path / "chromium").write_text("#!/bin/sh\n")
    (tmp_path / "chromium").chmod(0o755)
    assert Path(browsers.find({"PATH": str(tmp_path), "PATHEXT": ""})).name == "chromium"


def test_where_there_is_no_browser_the_tests_say_so(monkeypatch, capsys):
    monkeypatch.setattr(browsers, "find", lambda environment: "")
    monkeypatch.setattr(run, "prepare", lambda venv, environment: Path(sys.executable))
    monkeypatch.setattr(run, "hand_over", lambda command, folder: 0)
    assert run.launch(["test"]) == 0
    assert "no browser found" in capsys.readouterr().err


# --- Which Python ---------------------------------------------------------------------------------------------------
def test_every_launcher_file_is_readable_by_an_old_python():
    for file in LAUNCHER:
        ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_the_launcher_needs_the_standard_library_only():
    known = {*sys.stdlib_module_names, "launcher"}
    for file in LAUNCHER:
        imported = re.findall(r"^\s*(?:import|from) (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(imported) <= known


@pytest.mark.parametrize("version", ["2.7.18", "3.8.18", "3.10.13", "3.14.0"])
def test_a_python_outside_the_range_is_never_taken(version):
    assert fault(python(version)) == "is not 3.11, 3.12 or 3.13"


@pytest.mark.parametrize("change", [{"kind": "pypy"}, {"bits": 32}, {"has_lock": False}, {"missing": ["ensurepip"]}])
def test_a_python_that_cannot_hold_the_packages_is_never_taken(change):
    assert choose([python("3.13.0", **change), python("3.11.7")])["path"] == "/py3.11.7"


def test_a_missing_venv_module_is_refused_with_what_to_install():
    with pytest.raises(Refusal, match=r"lacks the module ensurepip .*apt install python3-venv"):
        choose([python("3.12.1", missing=["ensurepip"])])


def test_a_refusal_names_every_python_that_was_seen():
    with pytest.raises(Refusal, match=r"needs 3.11, 3.12 or 3.13(.|\n)*/py3.8.18(.|\n)*/py3.14.0"):
        choose([python("3.8.18"), python("3.14.0")])


def test_a_python_named_by_hand_is_the_only_one_tried():
    assert commands({"CORRIDOR_PYTHON": "python3.12", "PATH": "/usr/bin"}) == [["python3.12"]]


def test_pyenv_versions_are_found_without_being_on_the_path(tmp_path):
    hidden = tmp_path / "versions" / "3.12.1" / "bin" / "python"
    hidden.parent.mkdir(parents=True)
    hidden.touch()
    assert [str(hidden)] in commands({"PYENV_ROOT": str(tmp_path), "PATH": ""})


def test_a_command_that_is_no_python_is_passed_over():
    assert probe(["corridor-has-no-such-command"]) == {}
    assert probe([sys.executable])["version"] == list(sys.version_info[:3])


# --- What is set up, and whether it still fits ----------------------------------------------------------------------
def test_a_finished_set_up_is_used_as_it_is(venv):
    assert environment.differences(venv, {}) == set()


@pytest.mark.parametrize("constant", ["LOCK", "BUILD_LOCK"])
def test_a_changed_lock_file_asks_for_a_new_set_up(venv, constant):
    getattr(environment, constant).write_text("numpy==2.3.6")
    assert environment.differences(venv, {}) == {"lock"}


def test_another_python_named_by_hand_asks_for_a_new_set_up(venv):
    assert environment.differences(venv, python("3.13.0")) == {"python"}
    assert environment.differences(venv, python("3.12.1")) == set()


def test_a_python_that_has_gone_asks_for_a_new_set_up(venv):
    environment.python_of(venv).unlink()
    assert environment.differences(venv, {}) == {"python"}


def test_a_moved_set_up_is_made_again(venv):
    moved = venv.rename(venv.with_name("moved"))
    assert environment.differences(moved, {}) == {"place"}


def test_an_interrupted_set_up_is_made_again(venv):
    environment.own_folder(venv)
    assert environment.differences(venv, {}) == {"lock", "place", "project", "python"}


def test_a_changed_project_is_installed_anew_without_touching_the_packages(venv, monkeypatch):
    environment.PROJECT_FILES[0].write_text("version = 2")
    monkeypatch.setattr(environment, "rebuild", lambda *_: pytest.fail("rebuilt"))
    environment.prepare(venv, {})
    assert environment.differences(venv, {}) == set()


def test_a_folder_that_somebody_else_made_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("irreplaceable")
    with pytest.raises(Refusal, match=r"was not made by run\.py"):
        environment.own_folder(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "irreplaceable"


def test_two_starts_at_once_take_turns(tmp_path):
    with environment.alone(tmp_path / "venv"), open(f"{tmp_path / 'venv'}.lock", "a") as second:
        assert not environment.is_locked(second)
    with open(f"{tmp_path / 'venv'}.lock", "a") as third:
        assert environment.is_locked(third)


def test_pip_takes_over_where_uv_fails(monkeypatch):
    called = []
    monkeypatch.setattr(packages, "uv_commands", lambda: [["uv"]])
    monkeypatch.setattr(packages, "answers", lambda command: True)
    monkeypatch.setattr(packages, "call", lambda command: called.append(command[0]) or fail_if(command[0] == "uv"))
    packages.install(Path("py"), [["-r", "lock"]])
    assert called == ["uv", "py"]


def fail_if(is_failing):
    """Fails as a step of the set-up does."""
    if is_failing:
        raise Refusal("no")


def test_everything_is_installed_with_hashes_checked():
    assert "--require-hashes" in packages.locked(LOCKS[0])


# --- What the user is told ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("output", "told"), [
    ("OSError: [Errno 28] No space left on device", "The disk is full"),
    ("Failed to establish a new connection: Temporary failure in name resolution", "cannot be reached"),
    ("error: dns error: failed to lookup address information", "cannot be reached"),
    ("[Errno 30] Read-only file system: '/srv/corridor/.venv'", "may not be written"),
    ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "differs from the lock file"),
    ("The virtual environment was not created because ensurepip is not available", "python3-venv"),
])
def test_a_failure_is_told_with_its_likely_cause(output, told):
    assert told in explain(output)
    assert output in explain(output)


def test_a_warning_about_an_extra_index_is_not_shown_as_the_failure():
    told = explain("WARNING: Location 'elsewhere' is ignored\nerror: something else broke")
    assert told == "set-up failed. \n  | error: something else broke"


def test_run_py_alone_explains_itself_and_sets_nothing_up(capsys):
    assert run.main([]) == run.main(["--help"]) == 0
    assert "run.py demo" in capsys.readouterr().out


def test_an_argument_of_the_demo_replaces_its_default():
    command, folder = run.command_for("py", ["demo", "worlds=3"])
    assert command[1:] == ["-m", "experiments", "compare", "scenario=nagorno_karabakh", "out=results/demo", "worlds=3"]
    assert folder == str(ROOT)


def test_arguments_of_the_tests_reach_pytest():
    assert run.command_for("py", ["test", "--", "-k", "door"])[0] == ["py", "-m", "pytest", "-q", "-k", "door"]


def test_all_tests_run_side_by_side():
    assert run.command_for("py", ["test"])[0] == ["py", "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile"]


def test_any_other_verb_runs_where_the_user_stands():
    assert run.command_for("py", ["check", "my.yaml"]) == (["py", "-P", "-m", "experiments", "check", "my.yaml"], None)


def test_the_exit_status_of_what_was_run_is_handed_back():
    assert run.hand_over([sys.executable, "-c", "raise SystemExit(2)"], None) == 2


# --- The lock files -------------------------------------------------------------------------------------------------
def requirements(lock):
    """Splits a lock file into its requirements, each one line of text."""
    return lock.read_text(encoding="utf-8").replace("\\\n", " ").strip().splitlines()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_an_exact_version_and_hashes(lock):
    for requirement in requirements(lock):
        assert re.match(r"[a-z0-9-]+==[0-9][^ ]*( ; [^\\]+?)?( +--hash=sha256:[0-9a-f]{64})+$", requirement)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_lock_file_names_a_host_or_an_address(lock):
    assert not re.search(r"://|/|@|index-url|\.(org|com|io|net|dev)\b", lock.read_text(encoding="utf-8"))


def test_every_declared_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = project["dependencies"] + project["optional-dependencies"]["test"]
    locked = {requirement.split("==")[0] for requirement in requirements(LOCKS[0])}
    assert {re.match(r"[\w-]+", dependency).group() for dependency in declared} <= locked


def test_each_python_gets_the_newest_mesa_made_for_it():
    lines = [line.split(" --hash")[0].strip() for line in requirements(LOCKS[0]) if line.startswith("mesa==")]
    assert [re.sub(r"\.\d+ ;", " ;", line) for line in lines] == [
        "mesa==3.3 ; python_full_version < '3.12'", "mesa==3.5 ; python_full_version >= '3.12'"]


# --- The data that comes with Corridor ------------------------------------------------------------------------------
def test_the_configs_are_found_in_a_checkout():
    assert configs_dir() == ROOT / "configs"


def test_a_wheel_carries_every_package_and_every_table(tmp_path):
    pytest.importorskip("setuptools", minversion="77")
    for part in ("sim", "experiments", "configs"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "setup.py", "LICENSE"):
        shutil.copy(ROOT / file, tmp_path)
    build = "from setuptools.build_meta import build_wheel as build; build('out')"
    subprocess.run([sys.executable, "-c", build], cwd=tmp_path, check=True, capture_output=True)
    with zipfile.ZipFile(next((tmp_path / "out").glob("*.whl"))) as wheel:
        carried = set(wheel.namelist())
    assert shipped() <= carried


def shipped():
    """Lists what must be in a wheel: every module, and every file of data, templates included."""
    found = [file.relative_to(ROOT) for part in ("sim", "experiments", "configs") for file in (ROOT / part).rglob("*")
             if file.suffix in {".py", ".yaml", ".csv", ".html", ".j2", ".css"}]
    return {re.sub("^configs/", "corridor_configs/", path.as_posix()) for path in found}


def test_the_stamp_is_plain_data(venv):
    assert json.loads((venv / environment.STAMP).read_text())["python"] == "3.12.1"
