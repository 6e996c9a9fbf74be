"""Texts in an encoding that is said: understood, cut, and written with the very bytes that stood there."""

from __future__ import annotations

import codecs
import gzip
import json
import pickle
import subprocess
from encodings.aliases import aliases
from pathlib import Path

import pytest
from by_rule import BY_RULE, cleaned
from commands import COMMAND, command, says
from hypothesis import example, given, settings
from hypothesis import strategies as st
from trees import ARTICLE, read_tree, write_tree

from cleaner.formats import LOOKED_AT, Fields, WrongContent
from cleaner.formats.encodings import decoded, encoding_called
from cleaner.formats.sorts import Sorts
from cleaner.formats.text import Decoded, decode
from cleaner.pipeline import Cleaner
from cleaner.removed import from_json
from cleaner.run.apply import apply
from cleaner.run.dry import dry_run
from cleaner.run.places import WrongUse
from cleaner.run.restore import restore

CALLED: dict[str, tuple[str | None, str, str]] = {
    "windows-1251": ("cp1251", "", "a table of 256 characters"),
    "Windows_1251": ("cp1251", "", "however it is written"),
    "koi8-r": ("koi8-r", "", "another table"),
    "latin1": ("iso8859-1", "", "of which Python has no table"),
    "cp037": ("cp037", "", "no ASCII is in it, but a table it is"),
    "shift_jis": ("shift_jis", "", "one byte or two, of which the first says so"),
    "gb18030": ("gb18030", "", "up to four"),
    "utf-8": ("utf-8", "", "then what is none is not let pass"),
    "iso-2022-jp": (None, "depends on those before it, so that no part can be taken out; convert", "it shifts"),
    "iso2022_kr": (None, "depends on those before it", "it shifts"),
    "hz": (None, "depends on those before it", "it shifts"),
    "utf-7": (None, "depends on those before it", "it shifts"),
    "big5hkscs": (None, "has single characters for some pairs of letters", "a cut between the two is no cut of bytes"),
    "shift_jisx0213": (None, "has single characters for some pairs of letters", "the same"),
    "utf-16": (None, "is known by the mark that files begin with", "it writes a mark before every text"),
    "utf-16-le": (None, "is known by the mark that files begin with", "NUL bytes would be all that tells it"),
    "utf-8-sig": (None, "is known by the mark that files begin with", "it writes a mark before every text"),
    "base64": (None, "is no encoding of texts", "it makes bytes of bytes"),
    "rot13": (None, "is no encoding of texts", "it makes texts of texts"),
    "unicode_escape": (None, "is no encoding of texts", "a program's source is in it"),
    "punycode": (None, "is no encoding of texts", "names of hosts are"),
    "windows-9999": (None, "there is no encoding 'windows-9999'", "nobody knows it"),
    "": (None, "there is no encoding ''", "nothing is named"),
    "a\0b": (None, "there is no encoding", "nor is this a name"),
}


@pytest.mark.parametrize(("name", "found", "said", "why"), [(name, *rest) for name, rest in CALLED.items()])
def test_an_encoding_is_taken_or_it_is_said_why_not(name: str, found: str | None, said: str, why: str) -> None:
    if found:
        assert encoding_called(name) == found, why
        return
    with pytest.raises(ValueError, match=said):
        encoding_called(name)


def taken() -> list[str]:
    """All encodings of this Python that are taken."""
    found = set()
    for name in {*aliases.values(), "cp1006", "cp720", "cp856", "koi8_u", "mac_arabic"}:
        try:
            found.add(encoding_called(name))
        except ValueError:
            continue
    return sorted(found)


def test_all_that_are_common_are_taken() -> None:
    assert len(taken()) > 70


@pytest.mark.parametrize("encoding", taken())
def test_a_character_is_the_same_bytes_wherever_it_stands(encoding: str) -> None:
    """Every two bytes, and those between and behind which more must stand: where the whole gives its bytes back, so
    does every character by itself. This is what cutting the text and cutting the bytes being the same rests on."""
    more = {"gb18030": (b"\x81\x30", b"\x84\x31"), "euc_jp": (b"\x8f",), "utf-8": (b"\xe2", b"\xf0\x9f")}
    checked = 0
    for before in (b"", *more.get(encoding, ())):
        for pair in range(1 << 16):
            content = before + pair.to_bytes(2, "big")
            try:
                text = decoded(content, encoding)
            except WrongContent:
                continue
            checked += 1
            assert b"".join(one.encode(encoding) for one in text) == content
    assert checked > 10_000


WORDS = {
    "cp1251": "Река снова поднялась — на метр",
    "koi8-r": "Совет закрыл набережную",
    "iso8859-1": "Größe, café, señor",
    "iso8859-2": "Rzeka znów się podniosła",
    "cp1252": "“Größe” – café…",
    "cp1253": "Το ποτάμι",
    "iso8859-8": "הנהר עלה שוב",
    "cp1256": "ارتفع النهر",
    "tis-620": "แม่น้ำ",
    "cp037": "The river rose",
    "shift_jis": "川の水位が再び上がった。ｶﾅ",
    "cp932": "①川の水位",
    "euc_jp": "川の水位が上がった",
    "gb18030": "河水再次上涨，𠀀😀",
    "big5": "河水再次上漲",
    "euc_kr": "강물이 다시 불었다",
    "cp949": "똠방각하",
    "utf-8": "Река, 河, 😀",
}
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def texts_in(encoding: str) -> st.SearchStrategy[tuple[str, str]]:
    words = WORDS[encoding]
    line = st.text(st.sampled_from(f"{words} .")) | st.sampled_from([words, "# x", "", "a. #"])
    lines = st.lists(st.tuples(line, ENDS).map("".join), max_size=8)
    return st.tuples(st.just(encoding), lines.map("".join))


def lines_in(content: bytes, encoding: str) -> list[bytes]:
    """The lines of a text without their ends, as bytes."""
    text = content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    return [line.encode(encoding) for line in text.split("\n")]


@given(st.sampled_from(sorted(WORDS)).flatmap(texts_in), st.sampled_from(["f", "f.txt.gz"]))
@settings(max_examples=150)
@example(("cp1251", "#\nяю\n"), "f")
@example(("cp1251", "#\nп»їдом\n"), "f")
@example(("cp1251", "яю#\nа\n"), "f")
@example(("iso8859-1", "#\nÿþab"), "f")
@example(("shift_jis", "ソ\n#\n表\n"), "f")
def test_what_stays_are_the_very_bytes_and_all_comes_back(text: tuple[str, str], name: str) -> None:
    """Also where what stays looks like another encoding: in windows-1251 the mark of UTF-16 is two letters."""
    encoding, whole = text
    raw = whole.encode(encoding)
    done = cleaned({name: gzip.compress(raw) if name.endswith(".gz") else raw}, encoding=encoding)
    assert (done.failed, done.not_restored) == ({}, [])
    clean, restored = (
        gzip.decompress(one) if name.endswith(".gz") else one for one in (done.clean[name], done.restored[name])
    )
    assert restored == raw
    if raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return  # read as the mark says
    assert clean.decode(encoding) == BY_RULE.clean(whole)
    lines = iter(lines_in(raw, encoding))
    assert all(any(line in other for other in lines) for line in lines_in(clean, encoding)[:-1])


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5"])
def test_with_it_a_text_is_judged_as_it_is_in_utf_8(encoding: str, small: Cleaner, tmp_path: Path) -> None:
    """Without it nothing but its ASCII is understood."""
    page = (
        "Главная | Новости | Спорт | Погода\n\nРека в Маресби снова поднялась\n\n"
        "Опубликовано 4 марта 2024, 10:12\n\n"
        "Река поднялась в понедельник на метр, и совет закрыл нижнюю набережную, сообщили в администрации.\n\n"
        "Мы видели и не такое, сказал паромщик, который работает здесь уже тридцать лет.\n\n"
        "Подписаться на рассылку\nПоделиться в Facebook\n"
    )
    files = {"said": page.encode(encoding), "utf-8": page.encode(), "not-said": page.encode(encoding)}
    judged = {}
    for name, content in files.items():
        raw = write_tree(tmp_path / name, {"a": content})
        went = tmp_path / f"{name}-went"
        apply(raw, tmp_path / f"{name}-clean", small, removed=went, encoding=encoding if name == "said" else None)
        rows = [from_json(row).removed for row in (went / "a.jsonl").read_text("utf-8").splitlines()]
        judged[name] = [(row.line, row.kind, row.probability) for row in rows]
    assert (tmp_path / "said-clean/a").read_bytes() == small.clean(page).encode(encoding) != files["said"]
    assert judged["said"] == judged["utf-8"] != judged["not-said"]


NOT_IN_IT: dict[str, tuple[bytes, str, str, str]] = {
    "an unused byte": (b"a\nb\x98\n", "cp1251", "line 2, byte 4: 0x98 is not cp1251; name the", "where it stands"),
    "the first byte": (b"\x98", "cp1251", "line 1, byte 1: 0x98 is not cp1251", "lines and bytes begin with 1"),
    "old line ends": (b"a\rb\r\n\x98", "cp1251", "line 3, byte 6: 0x98", "each counts once"),
    "half a character": (b"\x82\xa0\x82", "shift_jis", "line 1, byte 3: 0x82", "at the end of the text"),
    "another encoding": (
        "①".encode("cp932"), "shift_jis", "encoding that the file is in, cp932 perhaps, which holds more",
        "what says Shift JIS is mostly this",
    ),
    "two ways": (
        b"a\n\x81\xe0\x87\x90", "cp932",
        "line 2, byte 5: cp932 would write this character in another way; convert the file first, as by: iconv -f cp",
        "of its two ways to write it, one does not come out again",
    ),
    "not UTF-8": (b"caf\xe9", "utf-8", "line 1, byte 4: 0xe9 is not utf-8", "without the flag it would pass"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "encoding", "said", "why"), NOT_IN_IT.values(), ids=NOT_IN_IT)
def test_what_is_not_in_the_encoding_fails_and_is_said(content: bytes, encoding: str, said: str, why: str) -> None:
    """In a file of its own; another one is cleaned."""
    done = cleaned({"bad": content, "good": b"a\n#\n", "not-read.gz": gzip.compress(content)}, encoding=encoding)
    assert done.clean == {"good": b"a\n"}
    assert done.failed.keys() == {"bad", "not-read.gz"}
    for reason in done.failed.values():
        assert said in reason, why


MARKED: dict[str, tuple[bytes, Decoded, str]] = {
    "none": ("да".encode("cp1251"), Decoded("да", b"", "cp1251"), "it is in what was said"),
    "of UTF-8": ("\ufeffда".encode(), Decoded("\ufeffда", b""), "the mark says so"),
    "of UTF-8, and an odd byte": (b"\xef\xbb\xbf\xff", Decoded("\ufeff\udcff", b""), "as without the flag"),
    "of UTF-16": ("\ufeffда".encode("utf-16-le"), Decoded("да", codecs.BOM_UTF16_LE), "the mark says so"),
    "letters like that of UTF-16": (b"\xff\xfea", Decoded("яюa", b"", "cp1251"), "its end does not bear it out"),
}


@pytest.mark.parametrize(("content", "found", "why"), MARKED.values(), ids=MARKED)
def test_a_mark_says_more_than_the_flag(content: bytes, found: Decoded, why: str) -> None:
    assert decode(content, "cp1251") == found, why
    assert found.encode(found.text) == content


@pytest.mark.parametrize("content", ["\ufeffа#\nб\n".encode(), "\ufeffа\n#\n".encode("utf-16-be"), "\ufeff".encode()])
def test_files_with_a_mark_come_back_as_well(content: bytes) -> None:
    """Also where the line that the mark stands in goes: what tells how the file was read are its removed lines."""
    done = cleaned({"f": content}, encoding="cp1251")
    assert (done.failed, done.not_restored, done.restored) == ({}, [], {"f": content})


def test_other_formats_are_read_as_ever() -> None:
    files = {"a.jsonl": '{"text": "да\\n#"}\n'.encode(), "b.csv": "text\nда\n#\n".encode(), "c.html": "<p>да".encode()}
    assert cleaned(files, encoding="cp1251").clean == cleaned(files).clean


@pytest.mark.parametrize(("at", "fails"), [(LOOKED_AT - 1, True), (LOOKED_AT, False)])
def test_a_dry_run_tells_what_the_beginning_shows(at: int, fails: bool, small: Cleaner, tmp_path: Path) -> None:
    content = b"a\n" * LOOKED_AT
    raw = write_tree(tmp_path / "raw", {"a": content[:at] + b"\x98" + content[at:]})
    dry = dry_run(raw, tmp_path / "clean", small, encoding="cp1251")
    assert (len(dry.failed), dry.files) == (int(fails), int(not fails))
    [failed] = apply(raw, tmp_path / "clean", small, encoding="cp1251").failed
    assert dry.failed == ([failed] if fails else [])


def test_a_character_that_is_cut_off_by_the_look_is_none_that_is_wrong(small: Cleaner, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"a": b"x" + "河".encode("gb18030") * LOOKED_AT})
    assert dry_run(raw, tmp_path / "clean", small, encoding="gb18030").failed == []


def test_it_is_part_of_what_outputs_depend_on(small: Cleaner, tmp_path: Path) -> None:
    """By the encoding, not by what it is called."""
    raw = write_tree(tmp_path / "raw", {"a": "да\n".encode("cp1251")})
    for encoding, files in ((None, 1), ("windows-1251", 1), ("cp1251", 0), ("koi8-r", 1), (None, 1), (None, 0)):
        assert apply(raw, tmp_path / "clean", small, encoding=encoding).files == files
    with pytest.raises(WrongUse, match="--encoding: there is no encoding 'x'"):
        apply(raw, tmp_path / "clean", small, encoding="x")
    with pytest.raises(WrongUse, match="--encoding: there is no encoding 'x'"):
        dry_run(raw, tmp_path / "clean", small, encoding="x")


def test_what_went_says_how_it_was_read(tmp_path: Path) -> None:
    """In a record's first row; where nothing was said there is nothing to say."""
    for encoding in ("cp1251", None):
        done = cleaned({"f": b"\xe4\xe0\n#\xe4\n\n\n#\n"}, encoding=encoding)
        first, *others = [json.loads(row) for row in done.removed["f.jsonl"].splitlines()]
        assert first.get("encoding") == encoding
        assert [row for row in others if "encoding" in row] == []
        assert first["text"] == ("#д\n" if encoding else "#\udce4\n")


@pytest.mark.parametrize(
    ("told", "said"),
    [('"iso-2022-jp"', "depends on those before it"), ("7", "its encoding is 7"),
     ('"koi8-r"', "not the text that the lines were removed from")],
)  # fmt: skip
def test_removed_lines_that_say_another_encoding(told: str, said: str, tmp_path: Path) -> None:
    """A file that somebody changed is named, and not restored."""
    done = cleaned({"f": b"\xe4\xe0\n#\xe4\n"}, encoding="cp1251")
    rows = done.removed["f.jsonl"].replace(b'"encoding": "cp1251"', f'"encoding": {told}'.encode())
    assert rows != done.removed["f.jsonl"]
    write_tree(tmp_path, {"clean/f": done.clean["f"], "removed/f.jsonl": rows})
    [(name, why)] = restore(tmp_path / "clean", tmp_path / "removed", tmp_path / "again", Fields())
    assert name == "f"
    assert said in why


def test_rows_of_texts_that_their_encoding_cannot_hold(tmp_path: Path) -> None:
    """They tell no digest, as those of older versions, so that nothing else stops them."""
    row = {"document": "f", "record": 1, "line": 1, "start": 0, "kind": "ad", "probability": 0.0, "reason": "",
           "text": "河\n", "encoding": "cp1251"}  # fmt: skip
    assert from_json(json.dumps(row)).encoding == "cp1251"
    write_tree(tmp_path, {"clean/f": b"a\n", "removed/f.jsonl": json.dumps(row).encode()})
    failed = restore(tmp_path / "clean", tmp_path / "removed", tmp_path / "again", Fields())
    assert failed == [("f", "'\\u6cb3' is no character of cp1251")]


PAGE = f"{ARTICLE[0]} Größe\n\nShare on Facebook\n\n{ARTICLE[1]}\n"


def test_through_the_command(small: Cleaner, model_folder: Path, tmp_path: Path) -> None:
    """And back, with nothing said of encodings; the record says it."""
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode("latin-1"), "b.jsonl": b'{"text": "a"}\n'})
    places = (raw, tmp_path / "clean", "--removed", tmp_path / "went", "--model", model_folder)
    assert command("apply", *places, "--encoding", "ISO-8859-1").exit_code == 0
    assert read_tree(tmp_path / "clean")["a"] == small.clean(PAGE).encode("latin-1") != PAGE.encode("latin-1")
    record = json.loads((tmp_path / "clean/.cleaner/run.json").read_text())
    assert record["settings"]["encoding"] == "iso8859-1"
    assert command("restore", tmp_path / "clean", tmp_path / "again", "--removed", tmp_path / "went").exit_code == 0
    assert read_tree(tmp_path / "again") == read_tree(raw)
    said = command("apply", *places, "--encoding", "latin-1", "--dry-run").stderr
    assert "settings differ" not in said
    assert "settings differ from the last run (encoding iso8859-1 → none)" in command("apply", *places).stderr
    assert "Größe" in command("explain", raw / "a", "--encoding", "latin-1", "--model", model_folder).stdout
    assert "Gr\\xf6\\xdfe" in command("explain", raw / "a", "--model", model_folder).stdout


def test_a_stream_and_a_file_that_says_so(
    small: Cleaner, model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("cleaner.toml").write_text(f"encoding = 'latin-1'\nmodel = '{model_folder}'\n")
    run = subprocess.run([*COMMAND, "apply", "-", "-"], input=PAGE.encode("latin-1"), capture_output=True, check=True)
    assert run.stdout == small.clean(PAGE).encode("latin-1")
    wrong = [*COMMAND, "apply", "-", "-", "--encoding", "ascii"]
    run = subprocess.run(wrong, input=PAGE.encode("latin-1"), capture_output=True, check=False)
    assert (run.returncode, run.stdout) == (1, b"")
    assert b"cleaner: standard input: line 1, byte " in run.stderr


REFUSED: dict[str, tuple[tuple[str, ...], str]] = {
    "an encoding that shifts": (("raw", "clean", "--encoding", "iso-2022-jp"), "--encoding: what a byte of iso-2022"),
    "none at all": (("raw", "clean", "--encoding", "x"), "--encoding: there is no encoding 'x'"),
    "in a dry run": (("raw", "clean", "--encoding", "x", "--dry-run"), "--encoding: there is no encoding 'x'"),
    "of a stream": (("-", "-", "--encoding", "x"), "--encoding: there is no encoding 'x'"),
    "a table": (("raw/b.csv", "c.csv", "--encoding", "cp1251"), "--encoding is for text files; by its name, raw/b.csv"),
    "records on a stream": (
        ("-", "-", "--stdin-format", "jsonl", "--encoding", "cp1251"), "--encoding is for text files; with --stdin-for",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused(
    arguments: tuple[str, ...], said: str, model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(tmp_path / "raw", {"a": b"a\n", "b.csv": b"text\na\n"})
    monkeypatch.chdir(tmp_path)
    says(command("apply", *arguments, "--model", model_folder), 2, said)
    assert not Path("clean").exists()


def test_the_formats_of_a_run_can_be_sent_to_another_process() -> None:
    sorts = Sorts(Fields(), "cp1251")
    assert pickle.loads(pickle.dumps(sorts)) == sorts != Sorts(Fields())
