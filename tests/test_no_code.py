"""Loading a model runs no code: what the package's source says, and what the interpreter sees."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import cleaner
from cleaner.artifact import default_model

PACKAGE = Path(cleaner.__file__).parent


# What the source says.

CALLS = frozenset({"eval", "exec", "compile", "__import__", "execfile"})
MODULES = frozenset({"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "runpy", "code", "imp", "yaml"})
LOADERS = frozenset({"joblib", "torch", "pickle", "yaml", "pandas"})
AMONG_ITS_OWN = {"run/processes.py": ["pickle"], "run/worker.py": ["pickle"]}
"""What processes of one run tell each other, over pipes that nobody else has; no file goes this way."""


def dangers(source: str) -> list[str]:
    """What of a module's source could run what it reads."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name) if name in CALLS:
                found.append(name)
            case ast.Import(names=names):
                found += [alias.name for alias in names if alias.name.partition(".")[0] in MODULES]
            case ast.ImportFrom(module=str(module), names=names):
                root, imported = module.partition(".")[0], {alias.name for alias in names}
                loads = (root in LOADERS and "load" in imported) or "import_module" in imported
                found += [module] if root in MODULES or loads else []
            case ast.Attribute(value=ast.Name(id=name), attr="load" | "read_pickle" | "unsafe_load") if name in LOADERS:
                found.append(f"{name}.{node.attr}")
            case ast.Attribute(attr="import_module"):
                found.append("import_module")
            case ast.keyword(arg="allow_pickle", value=value) if not (
                isinstance(value, ast.Constant) and value.value is False
            ):
                found.append("allow_pickle")
            case _:
                pass
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_in_the_package_could_run_what_it_reads(path: Path) -> None:
    allowed = AMONG_ITS_OWN.get(path.relative_to(PACKAGE).as_posix(), [])
    assert [found for found in dangers(path.read_text("utf-8")) if found not in allowed] == []


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import pickle", "runs whatever is in a file"),
        ("import yaml", "makes objects unless told otherwise"),
        ("from pickle import loads", "by any name"),
        ("import xml, marshal as m", "code by definition"),
        ("from joblib import load", "pickle in another coat"),
        ("joblib.load(path)", "the same"),
        ("yaml.load(text)", "not without a safe loader"),
        ("np.load(path, allow_pickle=True)", "pickle in an array"),
        ("np.load(path, allow_pickle=flag)", "or perhaps"),
        ("eval(text)", "code"),
        ("x = [exec]", "however it is called"),
        ("compile(text, '', 'eval')", "code"),
        ("__import__(name)", "a module that a stranger names"),
        ("importlib.import_module(name)", "the same"),
    ],
)
def test_what_could_run_is_seen(source: str, why: str) -> None:
    assert dangers(source), why
    harmless = "import json, re\nre.compile(x)\nnp.load(path, allow_pickle=False)\njournal.execute(statement)\n"
    assert dangers(harmless) == []


# What the interpreter sees.

AUDIT = """
import os, socket, subprocess, sys
import cleaner, numpy.lib.format
import encodings.cp437  # in which the names in archives are: found when the first of them is read
from pathlib import Path

FORBIDDEN = {"exec", "compile", "import", "marshal.loads", "code.__new__", "pickle.find_class", "ctypes.dlopen",
             "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove", "os.rename", "os.mkdir", "os.rmdir",
             "os.chmod", "os.truncate", "shutil.rmtree"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
ACTS = {
    "nothing": lambda folder: None,
    "exec": lambda folder: exec("1 + 1"),
    "import": lambda folder: __import__("this"),
    "compile": lambda folder: numpy.load(folder / "weights.npz")["table"],
    "socket": lambda folder: socket.socket(),
    "os.system": lambda folder: os.system("true"),
    "subprocess": lambda folder: subprocess.run(["true"]),
    "open": lambda folder: open(folder / "new", "w"),
    "open to change": lambda folder: open(folder / "manifest.json", "r+"),
    "open by number": lambda folder: os.open(folder / "manifest.json", os.O_RDWR),
    "os.remove": lambda folder: (folder / "manifest.json").unlink(),
}

def watch(event, arguments):
    if watching and (
        event in FORBIDDEN
        or event.startswith(("socket.", "subprocess.", "urllib."))
        or event == "open" and (set(arguments[1] or "") & set("wax+") or arguments[2] & WRITES)
    ):
        raise PermissionError(f"not while a model is loaded: {event}")

watching = False
sys.addaudithook(watch)
act, *folders = sys.argv[1:]
for folder in [*folders, *folders]:
    watching = True
    cleaner.load(folder)
    ACTS[act](Path(folder))
    watching = False
print("loaded")
"""


def audited(act: str, *folders: Path) -> subprocess.CompletedProcess[str]:
    """Load models, twice, while every event that a model must not cause ends the process; after each load, `act`."""
    command = [sys.executable, "-c", AUDIT, act, *map(str, folders)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_loading_runs_nothing_writes_nothing_and_imports_nothing(model_folder: Path) -> None:
    """Not even the first time: all that it needs, one encoding aside, came with the package."""
    shipped = [default_model()] if default_model().is_dir() else []
    result = audited("nothing", *shipped, model_folder)
    assert (result.stderr, result.stdout, result.returncode) == ("", "loaded\n", 0)


@pytest.mark.parametrize(
    ("act", "event"),
    [
        ("exec", "compile"),
        ("import", "import"),
        ("compile", "compile"),  # numpy's own reader, which evaluates the headers of arrays
        ("socket", "socket.__new__"),
        ("os.system", "os.system"),
        ("subprocess", "subprocess.Popen"),
        ("open", "open"),
        ("open to change", "open"),
        ("open by number", "open"),
        ("os.remove", "os.remove"),
    ],
)
def test_the_watch_sees_what_it_forbids(act: str, event: str, model_folder: Path) -> None:
    before = sorted(model_folder.iterdir())
    result = audited(act, model_folder)
    assert result.returncode == 1
    assert result.stderr.endswith(f"PermissionError: not while a model is loaded: {event}\n")
    assert sorted(model_folder.iterdir()) == before
