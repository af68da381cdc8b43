"""Installs what the lock files list, hashes checked: with uv where it can be had, with pip otherwise."""
import importlib.util
import shutil
import sys
from pathlib import Path

from launcher.calls import answers, call
from launcher.words import Refusal, say


def uv_commands() -> list:
    """Lists the ways to call uv that work here: found on PATH, or importable."""
    on_path = [[shutil.which("uv")]] if shutil.which("uv") else []
    importable = [[sys.executable, "-m", "uv"]] if importlib.util.find_spec("uv") else []
    return [command for command in on_path + importable if answers([*command, "--version"])][:1]


def install(python: Path, steps: list) -> None:
    """Installs with uv where it can be had; with pip where it cannot, or where uv fails (it ignores pip's settings)."""
    for uv in uv_commands():
        try:
            return install_with([*uv, "pip", "install", "--python", str(python)], steps)
        except Refusal:
            say("uv could not install; trying pip")
    pip = [str(python), "-m", "pip"]
    if not answers([*pip, "--version"]):
        call([str(python), "-m", "ensurepip", "--default-pip"])
    return install_with([*pip, "install", "--use-pep517", "--no-input", "--disable-pip-version-check"], steps)


def install_with(tool: list, steps: list) -> None:
    """Installs step by step, fetching what the lock files list and nothing else, not even to build a package."""
    for step in steps:
        call([*tool, "--quiet", "--no-deps", "--no-build-isolation", *step])


def locked(lock: Path) -> list:
    """Asks for what a lock file lists, hashes checked; ready-made, save the one package that exists as source only."""
    return ["--only-binary", ":all:", "--no-binary", "antlr4-python3-runtime", "--require-hashes", "-r", str(lock)]
