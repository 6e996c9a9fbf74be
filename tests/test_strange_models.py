"""Models from strangers: loading one runs no code, takes no time and no memory to speak of, and says what is wrong."""

from __future__ import annotations

import ast
import io
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from model_folders import Arrays, arrays_of, edit_arrays, edit_manifest, seal, zipped
from trees import PAGE

import cleaner
from cleaner.arrays import LARGEST_AFFINITY, LARGEST_MEAN, LARGEST_OUTPUT, MOST_BITS, WIDEST, context_columns
from cleaner.artifact import MANIFEST, WEIGHTS, ModelError, default_model, read_model
from cleaner.batch import make_batch
from cleaner.context import LARGEST
from cleaner.kinds import KINDS
from cleaner.layers import largest_weight
from cleaner.npz import MOST_MEMBERS
from cleaner.pipeline import Cleaner

PACKAGE = Path(cleaner.__file__).parent
MOST_SECONDS, MOST_MEGABYTES = 1, 200
LONGEST_MESSAGE = 400
"""Characters, but for the folder: what a stranger wrote must not fill the screen."""


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


# Hostile folders, each loaded in a process of its own.


class Found(NamedTuple):
    """What came of loading a folder."""

    said: str | None  # None: it was loaded
    seconds: float  # of processor time
    megabytes: float  # at the most


Referee = Callable[[object], Found]


@pytest.fixture(scope="module")
def referee() -> Iterator[Referee]:
    command = [sys.executable, str(Path(__file__).with_name("referee.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def judge(folder: object) -> Found:
            assert process.stdin
            assert process.stdout
            print(folder, file=process.stdin, flush=True)
            return Found(**json.loads(process.stdout.readline()))

        yield judge
        assert process.stdin
        process.stdin.close()


@pytest.fixture
def folder(model_folder: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    shutil.copytree(model_folder, tmp_path / "model")
    return tmp_path / "model"


def test_the_referee_measures(referee: Referee, folder: Path) -> None:
    honest, wasteful = referee(folder), referee("waste")
    assert honest.said is None
    assert honest.seconds < MOST_SECONDS < wasteful.seconds
    assert 10 < honest.megabytes < MOST_MEGABYTES < wasteful.megabytes


class Member(NamedTuple):
    """A member of an archive, and what the archive says of it; None: the truth."""

    name: str
    packed: bytes
    size: int  # announced
    check: int = 0
    method: int = zipfile.ZIP_DEFLATED
    at: int | None = None  # where the archive says that it begins


def archive(*members: Member) -> bytes:
    """An archive that says whatever it is told to say."""
    body, directory = bytearray(), bytearray()
    for member in members:
        name = member.name.encode()
        common = struct.pack(
            "<HHHHHIIIHH", 20, 0, member.method, 0, 0x21, member.check, len(member.packed), member.size, len(name), 0
        )
        at = len(body) if member.at is None else member.at
        directory += b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, at) + name
        body += b"PK\3\4" + common + name + member.packed
    end = struct.pack("<HHHHIIH", 0, 0, len(members) % 2**16, len(members) % 2**16, len(directory), len(body), 0)
    return bytes(body + directory + b"PK\5\6" + end)


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def member(name: str, content: bytes) -> Member:
    """An honest member."""
    return Member(name, deflated(content), len(content), zlib.crc32(content))


def zeros(megabytes: int) -> bytes:
    """So many megabytes of zeros in a few kilobytes, packed in no time: one piece again and again."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    piece = packer.compress(bytes(2**24)) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * (megabytes // 16) + b"\3\0"  # and the end: an empty last block


def npy(array: Any) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asanyarray(array), version=(1, 0))
    return file.getvalue()


def header(written: str, *, version: bytes = b"\1\0", body: bytes = bytes(1000)) -> bytes:
    """An array whose header says what it is told to say."""
    length = struct.pack("<H" if version == b"\1\0" else "<I", len(written))
    return b"\x93NUMPY" + version + length + written.encode() + body


def with_member(change: Callable[[Arrays], Member]) -> Callable[[Path], None]:
    """The small model's archive with one member in the place of that of its name; all else as it was announced."""

    def damage(folder: Path) -> None:
        arrays = arrays_of(folder)
        odd = change(arrays)
        honest = [member(f"{name}.npy", npy(array)) for name, array in arrays.items() if f"{name}.npy" != odd.name]
        seal(folder, archive(odd, *honest))

    return damage


def with_center(content: bytes) -> Callable[[Path], None]:
    return with_member(lambda arrays: member("center.npy", content))


def with_values(**values: Callable[[Any], Any]) -> Callable[[Path], None]:
    """Arrays changed and announced as they then are, so that nothing but their values can give them away."""
    return lambda folder: edit_arrays(
        folder, lambda arrays: arrays.update({name: change(arrays[name].copy()) for name, change in values.items()})
    )


def first(value: float) -> Callable[[Any], Any]:
    def change(array: Any) -> Any:
        array.flat[0] = value
        return array

    return change


def all_of(value: float) -> Callable[[Any], Any]:
    return lambda array: np.full_like(array, value)


def in_its_place(name: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / name).unlink()
        make(folder / name)

    return damage


def make_socket(path: Path) -> None:
    here = socket.socket(socket.AF_UNIX)
    short = path.parent / "s"
    here.bind(str(short))
    here.close()
    short.rename(path)


def in_the_place_of_both(what: str, make: Callable[[Path], object], said: str) -> dict[str, Any]:
    return {f"{what} for {name}": (in_its_place(name, make), name, said) for name in (MANIFEST, WEIGHTS)}


def written(text: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / MANIFEST).write_text(text)

    return damage


def manifest(**changes: Any) -> Callable[[Path], None]:
    return lambda folder: edit_manifest(folder, **changes)


def announcing(array: str, how: object) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        announced = json.loads((folder / MANIFEST).read_text())["arrays"]
        edit_manifest(folder, arrays=announced | {array: how})

    return damage


PLAIN = "'fortran_order': False"
ABSURD = f"{{'descr': '<f4', {PLAIN}, 'shape': ({2**62},), }}"
HOSTILE: dict[str, tuple[Callable[[Path], object], str, str]] = {
    # what is no file
    **in_the_place_of_both("a pipe", os.mkfifo, "a pipe, not a file"),
    **in_the_place_of_both("a folder", lambda path: path.mkdir(), "a directory, not a file"),
    **in_the_place_of_both("zeros without end", lambda path: path.symlink_to("/dev/zero"), "a device, not a file"),
    **in_the_place_of_both("a socket", make_socket, "a socket, not a file"),
    **in_the_place_of_both("a link to itself", lambda path: path.symlink_to(path.name), "symbolic links"),
    **in_the_place_of_both("a link to nothing", lambda path: path.symlink_to("nowhere"), "No such file"),
    # manifests
    "60 MB of JSON": (written("[" + "{}," * 20_000_000 + "{}]"), MANIFEST, "larger than"),
    "JSON that swells": (written('{"format": 3, "of": [' + '{"":0},' * 149_000 + "0]}"), MANIFEST, "no kinds"),
    "lists without end": (written("[" * 1_000_000), MANIFEST, "not JSON"),
    "objects without end": (written('{"a":' * 200_000), MANIFEST, "not JSON"),
    "a number of 100,000 digits": (written('{"format": ' + "9" * 100_000 + "}"), MANIFEST, "not JSON"),
    "a format of 4,000 digits": (manifest(format=10**4000), MANIFEST, "newer than this program reads"),
    "a format that is true": (manifest(format=True), MANIFEST, "no format number"),
    "a format below the first": (manifest(format=0), MANIFEST, "no format number"),
    "kinds in lists in lists": (manifest(kinds=json.loads("[" * 900 + "]" * 900)), MANIFEST, "kinds are not all names"),
    "a kind of 900,000 letters": (manifest(kinds=["x" * 900_000]), MANIFEST, "made for other kinds"),
    "90,000 kinds": (manifest(kinds=[KINDS[-1]] * 90_000), MANIFEST, "made for other kinds"),
    "features that are numbers": (manifest(line_features=[1.5]), MANIFEST, "line_features are not all names"),
    "a digest that is a list": (manifest(sha256={WEIGHTS: ["0"] * 64}), WEIGHTS, "sha256"),
    "a digest of nothing": (manifest(sha256={WEIGHTS: ""}), WEIGHTS, "sha256"),
    "the digest of another file": (manifest(sha256={WEIGHTS: "0" * 64, "other": "1" * 64}), WEIGHTS, "sha256"),
    "announced: 2**62 numbers": (announcing("center", ["float32", [2**62]]), MANIFEST, "not announced"),
    "announced: -1 numbers": (announcing("center", ["float32", [-1]]), MANIFEST, "not announced"),
    "announced: true numbers": (announcing("center", ["float32", [True]]), MANIFEST, "not announced"),
    "announced: 100,000 dimensions": (announcing("center", ["float32", [2**24] * 100_000]), MANIFEST, "not announced"),
    "announced: objects": (announcing("center", ["object", [72]]), WEIGHTS, "center holds no numbers"),
    "announced: a type that is a list": (announcing("center", [["<f4"], [72]]), MANIFEST, "not announced"),
    "announced: a name of 900,000 letters": (announcing("x" * 900_000, ["int8", [1]]), WEIGHTS, "is missing"),
    # archives
    "2 GB that say to be less": (
        with_member(lambda arrays: Member("table.npy", zeros(2048), arrays["table"].nbytes + 128)),
        WEIGHTS, "does not unpack to the"),
    "2 GB that say so": (
        with_member(lambda arrays: Member("table.npy", zeros(2048), 2**31)), WEIGHTS, "unpacks to more than"),
    "packed in a way that knows no bounds": (
        with_member(lambda arrays: Member("table.npy", bytes(100), 10**6, 0, zipfile.ZIP_BZIP2)),
        WEIGHTS, "in another way than deflate"),
    "less than it says to be": (
        with_member(lambda arrays: Member("center.npy", deflated(bytes(9)), 10)), WEIGHTS, "does not unpack to the 10"),
    "something behind the end": (
        with_member(lambda arrays: Member("center.npy", deflated(bytes(9)) + b"more", 9, zlib.crc32(bytes(9)))),
        WEIGHTS, "does not unpack to the 9"),
    "another checksum": (
        with_member(lambda arrays: member("center.npy", npy(arrays["center"]))._replace(check=1)),
        WEIGHTS, "checksum is another"),
    "beginning behind the end": (
        with_member(lambda arrays: member("center.npy", b"")._replace(at=2**31)), WEIGHTS, "not plain arrays"),
    "200,000 members": (
        lambda folder: seal(folder, archive(*[Member("a", b"", 0)] * 200_000)), WEIGHTS, f"more than {MOST_MEMBERS}"),
    "one member more than there may be": (
        lambda folder: seal(folder, archive(*[Member(f"{i}", b"", 0) for i in range(MOST_MEMBERS + 1)])),
        WEIGHTS, f"more than {MOST_MEMBERS}"),
    "two members in one place": (
        lambda folder: seal(folder, archive(member("a", bytes(99)), member("b", bytes(99))._replace(at=0))),
        WEIGHTS, "overlap"),
    "two members of one name": (
        lambda folder: seal(folder, archive(member("table.npy", b""), member("table.npy", b""))),
        WEIGHTS, "two members of one name"),
    "an archive in an archive": (
        with_member(lambda arrays: member("table.npy", zipped(arrays))), WEIGHTS, "no array as numpy writes it"),
    "an array that nobody announced": (
        lambda folder: seal(folder, zipped(arrays_of(folder) | {"extra": np.zeros(1)})), WEIGHTS, "extra is announced"),
    # headers of arrays
    "a header of 2**62 numbers": (with_center(header(ABSURD)), WEIGHTS, "center is not float32"),
    "a header of fewer than no numbers": (
        with_center(header(f"{{'descr': '<f4', {PLAIN}, 'shape': (-72,), }}")), WEIGHTS, "center is not float32"),
    "a header of more numbers than follow": (
        with_center(npy(np.zeros(72, np.float32))[:-4]), WEIGHTS, "it has 284 bytes"),
    "a header of objects": (
        with_center(header(f"{{'descr': '|O', {PLAIN}, 'shape': (72,), }}")), WEIGHTS, "its header is {'descr': '|O'"),
    "a header of records": (
        with_center(npy(np.zeros(72, [("a", "<f4")]))), WEIGHTS, "its header is {'descr': [('a', '<f4')]"),
    "numbers from the other end": (with_center(npy(np.zeros(72, ">f4"))), WEIGHTS, "its header is {'descr': '>f4'"),
    "columns for rows": (
        with_member(lambda arrays: member("affinity.npy", npy(np.asfortranarray(arrays["affinity"])))),
        WEIGHTS, "affinity is not float64 of shape [3, 3]: its header is {'descr': '<f8', 'fortran_order': True"),
    "a header of code": (with_center(header("__import__('os').system('true')")), WEIGHTS, "center is not float32"),
    "a header of 5 MB": (with_center(header(" " * 5_000_000, version=b"\2\0")), WEIGHTS, "no array as numpy writes"),
    "a header longer than the file": (
        with_center(b"\x93NUMPY\1\0\xff\xff{"), WEIGHTS, "center is not float32 of shape [72]: its header is"),
    "a header and nothing else": (with_center(b"\x93NUMPY\1\0"), WEIGHTS, "center is not float32"),
    # right shapes, absurd values
    "a scale of 1e38": (with_values(look0_output_scale=first(1e38)), WEIGHTS, "look0_output_scale"),
    "a scale of nothing": (with_values(look1_0_scale=first(0)), WEIGHTS, "look1_0_scale"),
    "a scale below nothing": (with_values(look1_0_scale=first(-1e-5)), WEIGHTS, "look1_0_scale"),
    "a bias of -1e38": (with_values(look2_output_bias=first(-1e38)), WEIGHTS, "look2_output_bias"),
    "weights too large to be summed": (with_values(look2_0_weights=all_of(-32768)), WEIGHTS, "summed exactly"),
    "a mean of -1e38": (with_values(center=first(-1e38)), WEIGHTS, "center"),
    "a spread of 1e-38": (with_values(spread=first(1e-38)), WEIGHTS, "spread"),
    "a spread below nothing": (with_values(spread=first(-1)), WEIGHTS, "spread"),
    "an affinity of nothing": (with_values(affinity=first(0)), WEIGHTS, "affinity"),
    "an affinity below nothing": (with_values(within=first(-1)), WEIGHTS, "within"),
    "an affinity of 1e300": (with_values(affinity=first(1e300)), WEIGHTS, "affinity"),
    "an affinity of 1e-300": (with_values(within=all_of(1e-300)), WEIGHTS, "within"),
    "a state before the first": (with_values(state_of_kind=first(-1)), WEIGHTS, "state_of_kind"),
    "a state behind the last": (with_values(state_of_kind=first(3)), WEIGHTS, "state_of_kind"),
    "a state of 2**62": (with_values(state_of_kind=all_of(2**62)), WEIGHTS, "state_of_kind"),
    "no state at all": (
        with_values(affinity=lambda a: a[:0, :0], within=lambda a: a[:0, :0]), WEIGHTS, "state_of_kind"),
    "a thousand states": (
        with_values(affinity=lambda a: np.ones((1000, 1000)), within=lambda a: np.ones((1000, 1000))),
        WEIGHTS, "affinity"),
    "a table of one row": (with_values(table=lambda a: a[:1]), WEIGHTS, "table"),
    "a table of twice the rows there may be": (
        with_values(table=lambda a: np.zeros((2 << MOST_BITS, len(KINDS)), np.int8)), WEIGHTS, "table"),
    "a layer of more units than there may be": (
        with_values(
            look0_0_weights=lambda a: np.zeros((len(a), WIDEST + 1), np.int16),
            look0_0_scale=lambda a: np.ones(WIDEST + 1, np.float32),
            look0_0_bias=lambda a: np.zeros(WIDEST + 1, np.float32),
            look0_output_weights=lambda a: np.zeros((WIDEST + 1, len(KINDS)), np.int16),
        ),
        WEIGHTS, f"look0_0_weights: more than {WIDEST}"),
    "weights with points": (with_values(look0_0_weights=lambda a: a.astype(np.float32)), WEIGHTS, "of type int16"),
    "a scale of another type": (with_values(look0_0_scale=lambda a: a.astype(float)), WEIGHTS, "of type float32"),
    "a mean of another type": (with_values(center=lambda a: a.astype(float)), WEIGHTS, "center"),
}  # fmt: skip


@pytest.mark.parametrize(("damage", "file", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_model_is_refused_by_name_in_no_time(
    damage: Callable[[Path], object], file: str, said: str, folder: Path, referee: Referee
) -> None:
    damage(folder)
    found = referee(folder)
    assert found.said
    assert found.said.startswith(f"{folder / file}: ")
    assert said in found.said
    assert len(found.said.removeprefix(str(folder))) < LONGEST_MESSAGE
    assert "Traceback" not in found.said
    assert found.seconds < MOST_SECONDS
    assert found.megabytes < MOST_MEGABYTES


@pytest.mark.parametrize(
    "place", ["x" * 5000, "a\0b", "model/manifest.json", "model/manifest.json/model", "link/model"]
)
def test_what_can_be_no_folder(place: str, folder: Path) -> None:
    (folder.parent / "link").symlink_to("link")
    with pytest.raises(ModelError, match="no such model folder"):
        read_model(folder.parent / place)


def test_what_is_no_array_is_never_looked_at(referee: Referee, folder: Path) -> None:
    """A member of another sort that would unpack to gigabytes: the model is loaded as if it were not there."""
    arrays = arrays_of(folder)
    honest = [member(f"{name}.npy", npy(array)) for name, array in arrays.items()]
    seal(folder, archive(Member("notes.txt", zeros(2048), 100), *honest))
    found = referee(folder)
    assert found.said is None
    assert found.seconds < MOST_SECONDS
    assert found.megabytes < MOST_MEGABYTES


def test_a_model_of_the_largest_size_there_may_be(referee: Referee, folder: Path) -> None:
    """The other side of the bounds: so large is not too large."""
    with_values(
        table=lambda a: np.ones((1 << MOST_BITS, 2 * len(KINDS)), np.int8),
        look0_0_weights=lambda a: np.ones((len(a), WIDEST), np.int16),
        look0_0_scale=lambda a: np.ones(WIDEST, np.float32),
        look0_0_bias=lambda a: np.zeros(WIDEST, np.float32),
        look0_output_weights=lambda a: np.ones((WIDEST, len(KINDS)), np.int16),
    )(folder)
    found = referee(folder)
    assert found.said is None
    assert found.megabytes < MOST_MEGABYTES


# Damage of every sort at every place.


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_every_array_must_be_finite(value: float, folder: Path) -> None:
    arrays = arrays_of(folder)
    floats = [name for name, array in arrays.items() if array.dtype.kind == "f"]
    assert len(floats) > 10
    for name in floats:
        odd = arrays[name].copy()
        odd.flat[-1] = value
        seal(folder, zipped(arrays | {name: odd}))
        with pytest.raises(ModelError, match=rf"{WEIGHTS}: array {name} has values that are not finite"):
            read_model(folder)


def test_weights_cut_anywhere(folder: Path) -> None:
    """With the digest of what is left, so that it is the archive that gives itself away."""
    whole = (folder / WEIGHTS).read_bytes()
    for size in [*range(64), *np.linspace(64, len(whole) - 64, 150, dtype=int), *range(len(whole) - 64, len(whole))]:
        seal(folder, whole[:size])
        with pytest.raises(ModelError, match=f"{WEIGHTS}: not plain arrays"):
            read_model(folder)
    seal(folder, whole)
    read_model(folder)


def test_a_manifest_cut_anywhere(folder: Path) -> None:
    whole = (folder / MANIFEST).read_bytes()
    for size in [*range(64), *np.linspace(64, len(whole) - 2, 300, dtype=int)]:
        (folder / MANIFEST).write_bytes(whole[:size])
        with pytest.raises(ModelError, match=f"{MANIFEST}: not JSON"):
            read_model(folder)
    (folder / MANIFEST).write_bytes(whole[:-1])  # the last line end is no part of it
    read_model(folder)


def test_weights_with_any_byte_changed(folder: Path) -> None:
    """Sealed anew: refused, or it is a model that loads; nothing else ever comes of it."""
    whole = (folder / WEIGHTS).read_bytes()
    directory = whole.rindex(b"PK\1\2")
    random = np.random.default_rng(11)
    places = [*range(60), *random.integers(0, len(whole), 60).tolist(), *range(directory, len(whole))]
    refused = 0
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= int(random.integers(1, 256))
        seal(folder, bytes(changed))
        try:
            read_model(folder)
        except ModelError as error:
            assert str(error).startswith(f"{folder / WEIGHTS}: ")
            refused += 1
    assert len(places) / 2 < refused < len(places)


# Values at the edges of what is allowed.

EDGES: dict[str, dict[str, Callable[[Any], Any]]] = {
    "the tightest chain": {"affinity": lambda a: np.where(np.eye(len(a)), LARGEST_AFFINITY, 1 / LARGEST_AFFINITY)},
    "the most restless chain": {"affinity": lambda a: np.where(np.eye(len(a)), 1 / LARGEST_AFFINITY, LARGEST_AFFINITY)},
    "parts of lines alike": {"within": all_of(1 / LARGEST_AFFINITY)},
    "far means": {"center": all_of(-LARGEST_MEAN), "spread": all_of(1.01 / LARGEST_MEAN)},
    "wide spreads": {"center": all_of(LARGEST_MEAN), "spread": all_of(LARGEST_MEAN)},
    "a sure first look": {"look0_output_bias": first(0.9 * LARGEST_OUTPUT)},
    "a sure last look": {"look2_output_bias": first(-0.9 * LARGEST_OUTPUT)},
    "the smallest scales": {"look0_0_scale": all_of(1e-45), "look1_output_scale": all_of(1e-45)},
    "large scales": {"look1_0_scale": all_of(1e22), "look2_output_scale": all_of(1e22)},
    "one state": {"state_of_kind": all_of(0), "affinity": lambda a: a[:1, :1], "within": lambda a: a[:1, :1]},
}  # fmt: skip


@pytest.mark.parametrize("values", EDGES.values(), ids=EDGES)
def test_at_the_edges_probabilities_are_still_probabilities(
    values: dict[str, Callable[[Any], Any]], folder: Path
) -> None:
    """Where the next value is refused, the last one does no harm: whatever it says, it says a number."""
    with_values(**values)(folder)
    ready = Cleaner(read_model(folder))
    texts = [PAGE * 20, "x", "", "\n", "1\n" * 500 + PAGE, "\0" * 70_000]
    with np.errstate(all="raise", under="ignore"):
        verdict = ready.judge(texts)
        line = ready.model.kind_probabilities(make_batch(texts))
    assert (line >= 0).all()
    assert np.allclose(line.sum(axis=1), 1)
    assert ((verdict.decision.probability >= 0) & (verdict.decision.probability <= 1 + 1e-9)).all()
    for text in texts:
        assert ready.clean(text) == ready.explain(text).clean


def test_a_layer_at_its_bounds_sums_exactly(folder: Path) -> None:
    """The largest weights that are let in, against whole numbers of any size; one more and they are refused."""
    n_in = len(context_columns())
    most = largest_weight(n_in)
    with_values(look1_0_weights=all_of(most), look1_0_scale=all_of(1), look1_0_bias=all_of(0))(folder)
    layer = read_model(folder).looks[1].layers[0]
    assert (layer(np.full((3, n_in), LARGEST, dtype=np.float32)) == LARGEST * most * n_in).all()
    with_values(look1_0_weights=all_of(most + 1))(folder)
    with pytest.raises(ModelError, match="look1_0_weights: too large to be summed exactly"):
        read_model(folder)
