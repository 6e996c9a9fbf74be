"""Models from strangers: loading one takes no time and no memory to speak of, and says what is wrong."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from model_folders import arrays_of, edit_manifest, seal, zipped
from strange_archives import (
    Member,
    all_of,
    archive,
    deflated,
    first,
    header,
    member,
    npy,
    with_center,
    with_member,
    with_values,
    zeros,
)

from cleaner.arrays import MOST_BITS, WIDEST
from cleaner.artifact import MANIFEST, WEIGHTS, ModelError, read_model
from cleaner.context import feature_names, output_names
from cleaner.kinds import KINDS
from cleaner.npz import MOST_MEMBERS

MOST_SECONDS, MOST_MEGABYTES = 1, 200
LONGEST_MESSAGE = 400
"""Characters, but for the folder: what a stranger wrote must not fill the screen."""


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


def test_the_referee_measures(referee: Referee, folder: Path) -> None:
    honest, wasteful = referee(folder), referee("waste")
    assert honest.said is None
    assert honest.seconds < MOST_SECONDS < wasteful.seconds
    assert 10 < honest.megabytes < MOST_MEGABYTES < wasteful.megabytes


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


WIDTH = len(feature_names())
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
    "announced: objects": (announcing("center", ["object", [WIDTH]]), WEIGHTS, "center holds no numbers"),
    "announced: a type that is a list": (announcing("center", [["<f4"], [WIDTH]]), MANIFEST, "not announced"),
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
        with_center(header(f"{{'descr': '<f4', {PLAIN}, 'shape': (-{WIDTH},), }}")),
        WEIGHTS, "center is not float32"),
    "a header of more numbers than follow": (
        with_center(npy(np.zeros(WIDTH, np.float32))[:-4]), WEIGHTS, f"it has {4 * WIDTH - 4} bytes"),
    "a header of objects": (
        with_center(header(f"{{'descr': '|O', {PLAIN}, 'shape': ({WIDTH},), }}")),
        WEIGHTS, "its header is {'descr': '|O'"),
    "a header of records": (
        with_center(npy(np.zeros(WIDTH, [("a", "<f4")]))), WEIGHTS, "its header is {'descr': [('a', '<f4')]"),
    "numbers from the other end": (with_center(npy(np.zeros(WIDTH, ">f4"))), WEIGHTS, "its header is {'descr': '>f4'"),
    "columns for rows": (
        with_member(lambda arrays: member("affinity.npy", npy(np.asfortranarray(arrays["affinity"])))),
        WEIGHTS, "affinity is not float64 of shape [4, 4]: its header is {'descr': '<f8', 'fortran_order': True"),
    "a header of code": (with_center(header("__import__('os').system('true')")), WEIGHTS, "center is not float32"),
    "a header of 5 MB": (with_center(header(" " * 5_000_000, version=b"\2\0")), WEIGHTS, "no array as numpy writes"),
    "a header longer than the file": (
        with_center(b"\x93NUMPY\1\0\xff\xff{"), WEIGHTS, f"center is not float32 of shape [{WIDTH}]: its header is"),
    "a header and nothing else": (with_center(b"\x93NUMPY\1\0"), WEIGHTS, "center is not float32"),
    # right shapes, absurd values
    "a scale of 1e38": (with_values(look0_output_scale=first(1e38)), WEIGHTS, "look0_output_scale"),
    "a scale of nothing": (with_values(look1_0_scale=first(0)), WEIGHTS, "look1_0_scale"),
    "a scale below nothing": (with_values(look1_0_scale=first(-1e-5)), WEIGHTS, "look1_0_scale"),
    "a bias of -1e38": (with_values(last_page_output_bias=first(-1e38)), WEIGHTS, "last_page_output_bias"),
    "weights too large to be summed": (with_values(last_page_0_weights=all_of(-32768)), WEIGHTS, "summed exactly"),
    "a mean of -1e38": (with_values(center=first(-1e38)), WEIGHTS, "center"),
    "a spread of 1e-38": (with_values(spread=first(1e-38)), WEIGHTS, "spread"),
    "a spread below nothing": (with_values(spread=first(-1)), WEIGHTS, "spread"),
    "an affinity of nothing": (with_values(affinity=first(0)), WEIGHTS, "affinity"),
    "an affinity below nothing": (with_values(within=first(-1)), WEIGHTS, "within"),
    "an affinity of 1e300": (with_values(affinity=first(1e300)), WEIGHTS, "affinity"),
    "an affinity of 1e-300": (with_values(within=all_of(1e-300)), WEIGHTS, "within"),
    "a state before the first": (with_values(state_of_kind=first(-1)), WEIGHTS, "state_of_kind"),
    "a state behind the last": (with_values(state_of_kind=first(4)), WEIGHTS, "state_of_kind"),
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
        table=lambda a: np.ones((1 << MOST_BITS, len(output_names())), np.int8),
        look0_0_weights=lambda a: np.ones((len(a), WIDEST), np.int16),
        look0_0_scale=lambda a: np.ones(WIDEST, np.float32),
        look0_0_bias=lambda a: np.zeros(WIDEST, np.float32),
        look0_output_weights=lambda a: np.ones((WIDEST, len(KINDS)), np.int16),
    )(folder)
    found = referee(folder)
    assert found.said is None
    assert found.megabytes < MOST_MEGABYTES
