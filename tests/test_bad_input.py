"""Bad input and wrong use, through library and command: said in one line, nothing lost, nothing harmed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import command, figures, says
from model_folders import edit_manifest
from trees import ARTICLE, GLUED, NOISE, PAGE, lines_of, read_own, read_tree, unfinished, write_tree

import cleaner
from cleaner.formats.text import decode
from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.removed import from_jsonl, rebuild

PAGES = {
    "empty": (b"", "an empty file has no lines"),
    "blank": (b"\n \r\n\t\n", "blank lines only: no article to find, none to lose"),
    "one-newline": (b"\n", "the smallest file of blank lines"),
    "crlf": (PAGE.replace("\n", "\r\n").encode(), "CR LF is one line end and stays so"),
    "cr": (PAGE.replace("\n", "\r").encode(), "lone CR ends lines"),
    "mixed": (PAGE.replace("\n\n", "\r\n\r").encode(), "line ends of all sorts in one file"),
    "bom": (("\ufeff" + ARTICLE[0] + "\n" + NOISE[3]).encode(), "a byte-order mark before the first line"),
    "nul": (PAGE.replace(" ", "\0").encode(), "NUL where spaces were"),
    "u2028": (PAGE.replace("\n", "\u2028").encode(), "U+2028 ends lines"),
    "nel": (PAGE.replace("\n", "\x85").encode(), "U+0085 ends lines"),
    "no-last-newline": (PAGE.rstrip("\n").encode(), "the last line has no end"),
    "latin-1": ("Élodie a dit « oui ».\nÀ lire aussi\n".encode("latin-1"), "not UTF-8"),
    "utf-16": (PAGE.encode("utf-16"), "its mark says what it is"),
    "utf-16-be": (b"\xfe\xff" + PAGE.encode("utf-16-be"), "the other way round"),
    "utf-16-cut": (PAGE.encode("utf-16")[:-1], "half a unit at its end, so it is no UTF-16"),
    "utf-16-no-mark": (PAGE.encode("ascii", "ignore").decode().encode("utf-16-le"), "UTF-8 with NULs"),
    "utf-32": (PAGE.encode("utf-32"), "no text to anybody who does not ask for it"),
    "cut": (PAGE.encode()[:-22], "a character cut in two at the end"),
    "binary": (bytes(range(1, 256)) * 8, "no text at all, though no NUL tells"),
    "surrogates": (b"\xed\xa0\x80\xed\xb0\x80\n" + PAGE.encode(), "surrogates in UTF-8, which is not UTF-8"),
    "one-word": (b"x", "one character"),
    "glued": (GLUED.encode(), "a line that stays and loses its end"),
}  # fmt: skip

odd_pages = pytest.mark.parametrize(("content", "why"), PAGES.values(), ids=PAGES)


@odd_pages
def test_odd_pages_through_the_command(
    content: bytes, why: str, small: Cleaner, model_folder: Path, tmp_path: Path
) -> None:
    raw = write_tree(tmp_path / "raw", {"d/page": content, "good": PAGE.encode()})
    places = (raw, tmp_path / "clean", "--removed", tmp_path / "removed")
    assert command("apply", *places, "--model", model_folder).exit_code == 0, why
    clean, decoded = (tmp_path / "clean/d/page").read_bytes(), decode(content)
    assert clean == decoded.encode(small.clean(decoded.text))
    went = tmp_path / "removed/d/page.jsonl"
    records = from_jsonl(went.read_text("utf-8")) if went.exists() else []
    assert decoded.encode(rebuild(decode(clean).text, records)) == content
    assert unfinished(tmp_path) == []
    assert (tmp_path / "clean/good").read_bytes() == small.clean(PAGE).encode()
    assert read_tree(raw) == {"d/page": content, "good": PAGE.encode()}


@odd_pages
def test_odd_pages_through_the_library(content: bytes, why: str, small: Cleaner) -> None:
    text = decode(content).text
    document = small.explain(text)
    pieces = lines_of(text)
    assert document.clean == small.clean(text)
    lines = zip(pieces, document.lines, strict=True)
    assert document.clean == "".join(line.clean + piece[len(line.text) :] for piece, line in lines if line.kept), why


@odd_pages
def test_odd_pages_lose_no_byte_when_every_kind_stays(
    content: bytes, why: str, model_folder: Path, tmp_path: Path
) -> None:
    raw = write_tree(tmp_path / "raw", {"page": content})
    result = command("apply", raw, tmp_path / "clean", "--keep", ",".join(KINDS), "--model", model_folder)
    assert result.exit_code == 0, why
    assert read_tree(tmp_path / "clean") == {"page": content}


@odd_pages
def test_odd_pages_can_be_explained(
    content: bytes, why: str, small: Cleaner, model_folder: Path, tmp_path: Path
) -> None:
    """Undecodable bytes and control characters must neither stop stdout nor drive the terminal."""
    page = write_tree(tmp_path, {"page": content}) / "page"
    result = command("explain", page, "--model", model_folder)
    assert result.exit_code == 0, why
    shown = result.stdout_bytes.decode("utf-8")
    trims = sum(len(line.trims) for line in small.explain(decode(content).text).lines)
    assert len(shown.split("\n")) - 1 == len(lines_of(decode(content).text)) + trims
    assert not set(shown) & {"\0", "\x1b", "\r"}


@pytest.mark.parametrize("separator", [" ", ""], ids=["words", "no spaces"])
def test_a_line_of_20_mb(separator: str, small: Cleaner, model_folder: Path, tmp_path: Path) -> None:
    line = ((NOISE[0] + separator) * 900_000)[:20_000_000] + "\n"
    content = (PAGE + line + PAGE).encode()
    raw = write_tree(tmp_path / "raw", {"long": content})
    assert command("apply", raw, tmp_path / "clean", "--model", model_folder).exit_code == 0
    clean = (tmp_path / "clean/long").read_text("utf-8")
    assert clean == small.clean(content.decode())
    assert [piece for piece in lines_of(clean) if len(piece) > 1000] in ([line], [])  # whole or gone
    whole = tmp_path / "whole"
    assert command("apply", raw, whole, "--keep", ",".join(KINDS), "--model", model_folder).exit_code == 0
    assert read_tree(whole) == {"long": content}


def same(raw: Path) -> Path:
    return raw


def inside(raw: Path) -> Path:
    return raw / "sub" / "below"


def holding(raw: Path) -> Path:
    return raw.parent


def by_link(raw: Path) -> Path:
    link = raw.parent.parent / "link"
    link.symlink_to(raw)
    return link / "below"


def dotted(raw: Path) -> Path:
    return raw / "sub" / ".." / ".." / raw.name


def through_a_folder_to_be_made(raw: Path) -> Path:
    """Making the missing folder first would make this a way into RAW."""
    return raw.parent / "new" / ".." / raw.name / "below"


PLACES = {
    "same": same,
    "inside": inside,
    "holding": holding,
    "by a link": by_link,
    "dotted": dotted,
    "new": through_a_folder_to_be_made,
}


@pytest.mark.parametrize("option", ["CLEAN", "REMOVED"])
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_nothing_goes_into_or_around_raw(
    place: Callable[[Path], Path], option: str, model_folder: Path, tmp_path: Path
) -> None:
    raw = write_tree(tmp_path / "up/raw", {"sub/page": PAGE.encode()})
    other = place(raw)
    before = read_tree(tmp_path)
    assert read_own(tmp_path) == {}
    places = (other,) if option == "CLEAN" else (tmp_path / "clean", "--removed", other)
    says(command("apply", raw, *places, "--model", model_folder), 2, option, str(other), "RAW")
    assert read_tree(tmp_path) == before
    assert read_own(tmp_path) == {}
    assert not (tmp_path / "clean").exists()


def test_a_folder_whose_name_only_begins_alike_is_apart(model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"page": PAGE.encode()})
    places = (raw, tmp_path / "raw-clean", "--removed", tmp_path / "raw-removed")
    assert command("apply", *places, "--model", model_folder).exit_code == 0


def test_a_file_system_may_take_two_names_for_one(
    model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where case is ignored, RAW/x lies in raw, and RAW2 does not."""
    raw = write_tree(tmp_path / "raw", {"page": PAGE.encode()})
    for name in ("RAW", "RAW2"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(Path, "samefile", lambda path, other: str(path).lower() == str(other).lower())
    says(command("apply", raw, tmp_path / "RAW/x", "--model", model_folder), 2, "inside")
    assert command("apply", raw, tmp_path / "RAW2/x", "--model", model_folder).exit_code == 0


@pytest.mark.parametrize("removed", ["clean", "clean/removed", "."])
def test_removed_and_clean_must_be_apart(removed: str, model_folder: Path, tmp_path: Path) -> None:
    """Together, a later run would take one for the other, and `a` next to `a.jsonl` could be overwritten."""
    raw = write_tree(tmp_path / "up/raw", {"page": PAGE.encode()})
    places = (raw, tmp_path / "out/clean", "--removed", tmp_path / "out" / removed)
    says(command("apply", *places, "--model", model_folder), 2, "REMOVED", "CLEAN")
    assert read_tree(tmp_path) == {"up/raw/page": PAGE.encode()}
    assert read_own(tmp_path) == {}


@pytest.mark.parametrize("option", [[], ["--dry-run"]], ids=["run", "dry run"])
@pytest.mark.parametrize("record", ["raw/run.json", "raw/sub/page", "raw/new/run.json", "link/run.json"])
def test_the_record_does_not_go_into_raw(record: str, option: list[str], model_folder: Path, tmp_path: Path) -> None:
    """Neither beside the pages nor over one of them. Beside RAW it may lie; a dry run writes none there either."""
    raw = write_tree(tmp_path / "raw", {"sub/page": PAGE.encode()})
    (tmp_path / "link").symlink_to(raw)
    for source in (raw, raw / "sub/page") if record == "raw/sub/page" else (raw,):
        options = ("--record", tmp_path / record, "--model", model_folder, *option)
        says(command("apply", source, tmp_path / "clean", *options), 2, "--record", record, "RAW")
    assert read_tree(raw) == {"sub/page": PAGE.encode()}
    assert not (tmp_path / "clean").exists()
    options = ("--record", tmp_path / "raw.json", "--model", model_folder, *option)
    assert command("apply", raw, tmp_path / "clean", *options).exit_code == 0
    assert (tmp_path / "raw.json").exists() == (not option)


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_folder_of_links(path: Path) -> None:
    path.mkdir()
    (path / "link").symlink_to("/etc/hostname")


RAWS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "no such file or folder"),
    "empty": (lambda path: path.mkdir(), "no file in it"),
    "empty folders": (lambda path: (path / "a/b").mkdir(parents=True), "no file in it"),
    "pipe": (make_pipe, "neither a folder nor a regular file"),
    "links only": (make_folder_of_links, "no file in it (1 skipped: no regular file); RAW is"),
}


@pytest.mark.parametrize(("make", "said"), RAWS.values(), ids=RAWS)
@pytest.mark.parametrize("option", [[], ["--dry-run"], ["--limit", "3"]], ids=["run", "dry run", "limit"])
def test_raw_without_anything_to_read(
    option: list[str], make: Callable[[Path], object], said: str, model_folder: Path, tmp_path: Path
) -> None:
    make(tmp_path / "raw")
    result = command("apply", tmp_path / "raw", tmp_path / "clean", *option, "--model", model_folder)
    says(result, 2, str(tmp_path / "raw"), said)
    assert not (tmp_path / "clean").exists()


@pytest.mark.parametrize("option", ["CLEAN", "REMOVED"])
def test_a_file_where_a_folder_should_be(option: str, model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"page": PAGE.encode()})
    (tmp_path / "file").write_bytes(b"precious")
    places = (tmp_path / "file",) if option == "CLEAN" else (tmp_path / "c", "--removed", tmp_path / "file")
    says(command("apply", raw, *places, "--model", model_folder), 2, option, "is a file")
    assert (tmp_path / "file").read_bytes() == b"precious"


@pytest.mark.parametrize("clean", ["page.txt", ".", "link"])
def test_one_file_is_not_cleaned_onto_itself(clean: str, model_folder: Path, tmp_path: Path) -> None:
    """By its name, by the folder it lies in, and by a link to it."""
    raw = write_tree(tmp_path, {"page.txt": PAGE.encode()}) / "page.txt"
    (tmp_path / "link").symlink_to("page.txt")
    says(command("apply", raw, tmp_path / clean, "--model", model_folder), 2, "would overwrite RAW")
    assert raw.read_bytes() == PAGE.encode()


def test_one_unreadable_file_among_good_ones(
    small: Cleaner, model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reported with its reason, the rest written, status 1. Reading is made to fail, as root may read all."""
    raw = write_tree(tmp_path / "raw", dict.fromkeys(["a", "b\x1b[31m", "c"], PAGE.encode()))
    opens = Path.open

    def opened(path: Path, *how: Any, **more: Any) -> Any:
        if path.name.startswith("b") and path.parent == raw:
            raise PermissionError(13, "Permission denied", str(path))
        return opens(path, *how, **more)

    monkeypatch.setattr(Path, "open", opened)
    result = command("apply", raw, tmp_path / "clean", "--model", model_folder)
    says(result, 1, f"{raw}/b\\x1b[31m: Permission denied")
    assert read_tree(tmp_path / "clean") == dict.fromkeys(["a", "c"], small.clean(PAGE).encode())


def test_links_and_pipes_are_skipped_and_said(model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"page": PAGE.encode()})
    (raw / "link").symlink_to("page")
    os.mkfifo(raw / "pipe")
    result = command("apply", raw, tmp_path / "clean", "--model", model_folder)
    assert result.exit_code == 0
    rows = figures(result.stderr)
    assert (rows["skipped"], rows["symbolic link"], rows["device, pipe or socket"]) == (2, 1, 1)
    assert read_tree(tmp_path / "clean").keys() == {"page"}


def flip_a_byte(folder: Path) -> None:
    content = bytearray((folder / "weights.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "weights.npz").write_bytes(content)


MODELS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (shutil.rmtree, "no such model folder"),
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), "is no model folder: it has no manifest.json"),
    "no weights": (lambda folder: (folder / "weights.npz").unlink(), "weights.npz: No such file"),
    "not JSON": (lambda folder: (folder / "manifest.json").write_text("{"), "not JSON"),
    "not a manifest": (lambda folder: (folder / "manifest.json").write_text("{}"), "no format number"),
    "damaged": (flip_a_byte, "damaged"),
    "newer": (lambda folder: edit_manifest(folder, format=99), "upgrade cleaner"),
    "other features": (lambda folder: edit_manifest(folder, line_features=["n_tokens"]), "n_tokens"),
    "other context": (lambda folder: edit_manifest(folder, context_columns=["n_lines"]), "n_lines"),
    "other kinds": (lambda folder: edit_manifest(folder, kinds=["title", "sidebar"]), "sidebar"),
}


@pytest.mark.parametrize("verb", ["apply", "explain", "evaluate"])
@pytest.mark.parametrize(("damage", "said"), MODELS.values(), ids=MODELS)
def test_a_model_that_cannot_be_used(
    damage: Callable[[Path], object], said: str, verb: str, model_folder: Path, tmp_path: Path
) -> None:
    model = tmp_path / "model"
    shutil.copytree(model_folder, model)
    damage(model)
    with pytest.raises(cleaner.ModelError, match=said):
        cleaner.load(model)
    raw = write_tree(tmp_path / "raw", {"page": PAGE.encode(), "page.lines": b"body\tIt rained.\n"})
    arguments = {"apply": (raw, tmp_path / "clean"), "explain": (raw / "page",), "evaluate": (raw,)}[verb]
    says(command(verb, *arguments, "--model", model), 2, str(model), said)
    assert not (tmp_path / "clean").exists()


@pytest.mark.parametrize("verb", ["apply", "explain"])
@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--keep", "body,sidebar", "unknown kind 'sidebar'; the kinds are title, heading, body"),
        ("--keep", "", "unknown kind ''"),
        ("--keep", "Body", "unknown kind 'Body'"),
        ("--strictness", "0", "strictness must lie in (0, 1), got 0"),
        ("--strictness", "1", "strictness must lie in (0, 1), got 1"),
        ("--strictness", "-0.5", "got -0.5"),
        ("--strictness", "nan", "got nan"),
    ],
)
def test_policies_that_cannot_be(  # noqa: PLR0917
    verb: str, option: str, value: str, said: str, model_folder: Path, tmp_path: Path
) -> None:
    raw = write_tree(tmp_path / "raw", {"page": PAGE.encode()})
    arguments = {"apply": (raw, tmp_path / "clean"), "explain": (raw / "page",)}[verb]
    says(command(verb, *arguments, f"{option}={value}", "--model", model_folder), 2, said)
    assert not (tmp_path / "clean").exists()


LABELS: dict[str, tuple[bytes, str]] = {
    "unknown kind": (b"title\tPier\nsidebar\tMore\n", "line 2: unknown kind 'sidebar'; the kinds are"),
    "no tab": (b"title\tPier\n\nbody It rained.\n", "line 3: no tab; write kind<TAB>text"),
    "marks": ("body\tIt rained. ⟦Share\n".encode(), "line 1: ⟦ and ⟧ must come in pairs"),
    "not UTF-8": (b"body\t\xff\n", "not UTF-8"),
}


@pytest.mark.parametrize("verb", ["evaluate", "train"])
@pytest.mark.parametrize(("content", "said"), LABELS.values(), ids=LABELS)
def test_label_files_that_cannot_be_read(
    content: bytes, said: str, verb: str, model_folder: Path, tmp_path: Path
) -> None:
    data = write_tree(tmp_path / "data", {"en/good.lines": b"body\tIt rained.\n", "en/odd.lines": content})
    option = {"evaluate": ("--model", model_folder), "train": ("--output", tmp_path / "out")}[verb]
    says(command(verb, data, *option), 2, f"{data}/en/odd.lines", said)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("verb", ["evaluate", "train"])
@pytest.mark.parametrize("data", ["nowhere", "empty"])
def test_label_folders_with_nothing_in_them(verb: str, data: str, model_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    option = {"evaluate": ("--model", model_folder), "train": ("--output", tmp_path / "out")}[verb]
    says(command(verb, tmp_path / data, *option), 2, str(tmp_path / data), "no ")
