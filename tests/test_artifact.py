"""A model folder is data: what is saved is read back equal, and whatever does not fit is refused by name."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from model_folders import edit_arrays, edit_manifest, seal, zipped
from numpy.typing import NDArray
from trees import PAGE, read_tree

from cleaner import artifact
from cleaner.artifact import (
    CARD,
    FORMAT,
    LARGEST_FILE,
    LARGEST_MANIFEST,
    MANIFEST,
    WEIGHTS,
    ModelError,
    read_model,
    save,
)
from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner


def test_what_is_saved_is_read_back_equal(small: Cleaner, folder: Path, tmp_path: Path) -> None:
    save(read_model(folder), tmp_path / "again", trained_on={"sources": ["made up"]}, card="A card: ü")
    again = Cleaner(read_model(tmp_path / "again"))
    assert again.explain(PAGE) == small.explain(PAGE)
    assert (tmp_path / "again" / CARD).read_text(encoding="utf-8") == "A card: ü"
    assert json.loads((tmp_path / "again" / MANIFEST).read_text())["trained_on"] == {"sources": ["made up"]}


def test_two_saves_are_equal_bytes(small: Cleaner, tmp_path: Path) -> None:
    for name in ("one", "two"):
        save(small.model, tmp_path / name, trained_on={"seed": 1}, card="card")
    assert read_tree(tmp_path / "one") == read_tree(tmp_path / "two")


def test_a_save_that_is_stopped_leaves_the_model_that_was_there(
    small: Cleaner, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole, and other files with it; a save that is not stopped leaves those others alone, too."""
    (folder / "figures.json").write_text("{}")
    before = read_tree(folder)
    replace = Path.replace

    def replacing(self: Path, target: Path) -> Path:
        if target == folder / MANIFEST and self.name.startswith(".new"):
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replacing)
        with pytest.raises(KeyboardInterrupt):
            save(small.model, folder, trained_on={"seed": 2}, card="another card")
    assert read_tree(folder) == before
    save(small.model, folder, trained_on={"seed": 2}, card="another card")
    assert read_tree(folder).keys() == before.keys()
    assert read_model(folder)
    assert (folder / CARD).read_text() == "another card"


def test_the_manifest_vouches_for_the_model(model_folder: Path) -> None:
    manifest = json.loads((model_folder / MANIFEST).read_text())
    assert manifest["format"] == FORMAT
    assert manifest["kinds"] == list(KINDS)
    assert manifest["sha256"] == {WEIGHTS: hashlib.sha256((model_folder / WEIGHTS).read_bytes()).hexdigest()}
    with np.load(model_folder / WEIGHTS, allow_pickle=False) as stored:
        assert set(manifest["arrays"]) == set(stored.files)


def flip(name: str, place: float) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        content = bytearray((folder / name).read_bytes())
        content[int(place * (len(content) - 1))] ^= 0x20
        (folder / name).write_bytes(content)

    return damage


def shorten(name: str, size: float) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[: int(size * len(content))])

    return damage


def without_arrays(name: str) -> Callable[[Path], None]:
    return lambda folder: edit_arrays(folder, lambda arrays: arrays.pop(name))


def with_array(name: str, change: Callable[[NDArray[Any]], Any]) -> Callable[[Path], None]:
    return lambda folder: edit_arrays(folder, lambda arrays: arrays.update({name: np.asarray(change(arrays[name]))}))


def set_first(value: float) -> Callable[[NDArray[Any]], NDArray[Any]]:
    def change(array: NDArray[Any]) -> NDArray[Any]:
        array.flat[0] = value
        return array

    return change


def folder_for_weights(folder: Path) -> None:
    (folder / WEIGHTS).unlink()
    (folder / WEIGHTS).mkdir()


def damage_inside(folder: Path) -> None:
    """Compressed data that do not unpack, in an archive that is otherwise whole."""
    content = bytearray((folder / WEIGHTS).read_bytes())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        header = archive.infolist()[0].header_offset
    lengths = content[header + 26 : header + 30]  # of the name and of the extra field, which the data follow
    data = header + 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    content[data : data + 8] = b"\xff" * 8
    seal(folder, bytes(content))


def encrypt(folder: Path) -> None:
    """The bit that says an entry is encrypted, in every header."""
    content = bytearray((folder / WEIGHTS).read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(signature)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(signature, place + 4)
    seal(folder, bytes(content))


DAMAGES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "the folder is missing": (shutil.rmtree, "", "no such model folder"),
    "no manifest": (lambda f: (f / MANIFEST).unlink(), "", "is no model folder: it has no manifest.json"),
    "no weights": (lambda f: (f / WEIGHTS).unlink(), WEIGHTS, "No such file"),
    "a folder in the place of the weights": (folder_for_weights, WEIGHTS, "directory"),
    "an empty manifest": (shorten(MANIFEST, 0), MANIFEST, "not JSON"),
    "a manifest cut short": (shorten(MANIFEST, 0.5), MANIFEST, "not JSON"),
    "a manifest that is not UTF-8": (lambda f: (f / MANIFEST).write_bytes(b'{"format": "\xff"}'), MANIFEST, "not JSON"),
    "a manifest nested without end": (lambda f: (f / MANIFEST).write_text("[" * 200_000), MANIFEST, "not JSON"),
    "a list for a manifest": (lambda f: (f / MANIFEST).write_text("[1]"), MANIFEST, "no format number"),
    "a format that is no number": (lambda f: edit_manifest(f, format="1"), MANIFEST, "no format number"),
    "a newer format": (lambda f: edit_manifest(f, format=FORMAT + 1), MANIFEST, "newer than this program"),
    "no kinds": (lambda f: edit_manifest(f, kinds=None), MANIFEST, "no kinds"),
    "no sums": (lambda f: edit_manifest(f, sha256={}), WEIGHTS, "damaged"),
    "other kinds": (lambda f: edit_manifest(f, kinds=[*KINDS, "sidebar"]), MANIFEST, "other kinds.*sidebar"),
    "fewer kinds": (lambda f: edit_manifest(f, kinds=list(KINDS[:-1])), MANIFEST, "other kinds.*other"),
    "kinds in another order": (lambda f: edit_manifest(f, kinds=list(KINDS[::-1])), MANIFEST, "another order"),
    "other features": (lambda f: edit_manifest(f, line_features=["tokens"]), MANIFEST, "line features.*tokens"),
    "other columns": (lambda f: edit_manifest(f, context_columns=["x@-1"]), MANIFEST, "context columns.*x@-1"),
    "one bit of the weights flipped at the start": (flip(WEIGHTS, 0), WEIGHTS, "damaged"),
    "one bit of the weights flipped in the middle": (flip(WEIGHTS, 0.5), WEIGHTS, "damaged"),
    "one bit of the weights flipped at the end": (flip(WEIGHTS, 1), WEIGHTS, "damaged"),
    "weights cut short": (shorten(WEIGHTS, 0.9), WEIGHTS, "damaged"),
    "empty weights": (shorten(WEIGHTS, 0), WEIGHTS, "damaged"),
    "no archive": (lambda f: seal(f, b"weights"), WEIGHTS, "not plain arrays"),
    "an archive cut short": (lambda f: seal(f, (f / WEIGHTS).read_bytes()[:-30]), WEIGHTS, "not plain arrays"),
    "an archive that does not unpack": (damage_inside, WEIGHTS, "not plain arrays"),
    "an encrypted archive": (encrypt, WEIGHTS, "not plain arrays"),
    "an array missing": (lambda f: seal(f, zipped({"center": np.zeros(1)})), WEIGHTS, "table is missing"),
    "an array missing that was never announced": (without_arrays("affinity"), WEIGHTS, "affinity"),
    "a layer missing": (without_arrays("look0_output_bias"), WEIGHTS, "look0_output_bias"),
    "an array of another type than announced": (
        lambda f: seal(f, zipped(dict(np.load(f / WEIGHTS)) | {"center": np.zeros(3)})), WEIGHTS, "center is not"),
    "announced in no known way": (lambda f: edit_manifest(f, arrays={"table": 3}), MANIFEST, "arrays"),
    "NaN": (with_array("center", set_first(np.nan)), WEIGHTS, "center has values that are not finite"),
    "infinity": (with_array("look1_output_scale", set_first(np.inf)), WEIGHTS, "look1_output_scale has values"),
    "no spread": (with_array("spread", set_first(0)), WEIGHTS, "spread"),
    "a negative affinity": (with_array("affinity", set_first(-1)), WEIGHTS, "affinity"),
    "a state that is none": (with_array("state_of_kind", set_first(99)), WEIGHTS, "state_of_kind"),
    "states with a point": (with_array("state_of_kind", lambda a: a.astype(float)), WEIGHTS, "state_of_kind"),
    "a table of another length": (with_array("table", lambda a: a[:-1]), WEIGHTS, "table"),
    "a table of another width": (with_array("table", lambda a: a[:, :-1]), WEIGHTS, "table"),
    "a table of another type": (with_array("table", lambda a: a.astype(np.int16)), WEIGHTS, "table"),
    "an empty table": (with_array("table", lambda a: a[:0]), WEIGHTS, "table"),
    "a layer of another width": (with_array("last_page_output_weights", lambda a: a[:, :-1]), WEIGHTS, "last_page"),
    "a layer for other features": (with_array("look1_0_weights", lambda a: a[:-1]), WEIGHTS, "look1"),
    "a number in the place of an array": (with_array("affinity", lambda a: 1.0), WEIGHTS, "affinity|arrays"),
    "a number in the place of a layer": (with_array("look0_output_weights", lambda a: 1), WEIGHTS, "look0|arrays"),
    "text in the place of numbers": (with_array("center", lambda a: a.astype(str)), WEIGHTS, "center"),
}  # fmt: skip


@pytest.mark.parametrize(("damage", "file", "said"), DAMAGES.values(), ids=DAMAGES)
def test_what_does_not_fit_is_refused_by_name(
    damage: Callable[[Path], object], file: str, said: str, folder: Path
) -> None:
    read_model(folder)
    damage(folder)
    with pytest.raises(ModelError, match=said) as refused:
        read_model(folder)
    assert str(refused.value).startswith((f"{folder / file}: ", f"{folder / file} is "))


@pytest.mark.parametrize(("name", "largest"), [(MANIFEST, LARGEST_MANIFEST), (WEIGHTS, LARGEST_FILE)])
def test_an_oversized_file_is_refused_unread(name: str, largest: int, folder: Path) -> None:
    with (folder / name).open("r+b") as file:
        file.truncate(largest + 1)
    with pytest.raises(ModelError, match=rf"{name}: larger than {largest} bytes"):
        read_model(folder)


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit_arrays(folder, lambda arrays: arrays.update(zeros=np.zeros(2**22, np.int8)))
    read_model(folder)
    monkeypatch.setattr(artifact, "LARGEST_FILE", 2**22)
    assert (folder / WEIGHTS).stat().st_size < 2**22
    with pytest.raises(ModelError, match=rf"{WEIGHTS}: unpacks to more than"):
        read_model(folder)


class Trap:
    """Leaves a mark when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.mark,)


def trapped(mark: Path) -> NDArray[Any]:
    array = np.empty(1, dtype=object)
    array[0] = Trap(mark)
    return array


def as_array(folder: Path, mark: Path) -> None:
    edit_arrays(folder, lambda arrays: arrays.update(center=trapped(mark)))


def as_array_not_announced(folder: Path, mark: Path) -> None:
    arrays = dict(np.load(folder / WEIGHTS))
    seal(folder, zipped(arrays | {"extra": trapped(mark)}), arrays)


def as_file(folder: Path, mark: Path) -> None:
    seal(folder, pickle.dumps(Trap(mark)))


def as_npy(folder: Path, mark: Path) -> None:
    file = io.BytesIO()
    np.save(file, trapped(mark), allow_pickle=True)
    seal(folder, file.getvalue())


def as_member(folder: Path, mark: Path) -> None:
    file = io.BytesIO((folder / WEIGHTS).read_bytes())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("extra.pkl", pickle.dumps(Trap(mark)))
    seal(folder, file.getvalue())


@pytest.mark.parametrize("hide", [as_array, as_array_not_announced, as_file, as_npy, as_member])
def test_no_pickle_is_ever_loaded(hide: Callable[[Path, Path], None], folder: Path, tmp_path: Path) -> None:
    """Refused, or never looked at; in no case does it run."""
    mark = tmp_path / "it ran"
    hide(folder, mark)
    if hide is as_member:
        read_model(folder)
    else:
        with pytest.raises(ModelError, match=rf"{WEIGHTS}: "):
            read_model(folder)
    assert not mark.exists()
    pickle.loads(pickle.dumps(Trap(mark)))
    assert mark.exists()  # the trap works
