"""HTML: a page's text, cleaned, under the page's name with `.txt` behind it."""

from __future__ import annotations

import sys

import pytest
from by_rule import BY_RULE, cleaned
from packing import pack

from cleaner.formats import Fields, MissingExtra
from cleaner.formats.html import HtmlFile, rendered

PAGE = "<html><head><title>no</title></head><body><h1>Bread</h1><p>a &amp; b<p># ad</p><ul><li>c</ul></body></html>"

PAGES = {
    "blocks are lines": ("<p>a<p>b<br>c", "a\n\nb\nc"),
    "what is not shown": ("<head><title>x</title></head><style>y</style><script>z</script><p>a", "a"),
    "entities": ("<p>a &lt;b&gt; &eacute;&#x1F600;", "a <b> é😀"),
    "never closed": ("<div><p>a<div><b>b", "a\n\nb"),
    "not HTML": ("a b", "a b"),
    "nothing": ("", ""),
    "no text": ("<html><body></body></html>", ""),
}


@pytest.mark.parametrize(("html", "text"), PAGES.values(), ids=PAGES)
def test_pages_as_text(html: str, text: str) -> None:
    assert rendered(html.encode()) == text


def meta(encoding: str, text: str = "") -> bytes:
    return f'<html><head><meta charset="{encoding}"></head><body><p>{text}'.encode(encoding)


ENCODINGS = {
    "declared": (meta("shift_jis", "日本"), "日本", "too short to be guessed"),
    "declared the old way": (
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>дым'.encode("cp1251"), "дым",
        "the same",
    ),
    "declared, wider": (meta("shift_jis", "日本") + "①髙".encode("cp932"), "日本①髙", "as browsers read it"),
    "Chinese": (meta("gbk", "汉字") + "€㐀".encode("gb18030"), "汉字€㐀", "as browsers read it"),
    "by a mark": (b"\xef\xbb\xbf" + '<meta charset="latin1"><p>é'.encode(), "é", "the mark is believed first"),
    "by a mark, wide": (b"\xff\xfe" + "<p>é".encode("utf-16-le"), "é", "the mark is believed first"),
    "by a mark, wide, the other way": (b"\xfe\xff" + "<p>é".encode("utf-16-be"), "é", "the mark is believed first"),
    "declared wide": ('<meta charset="utf-16"><p>é日本'.encode(), "é日本", "who can read that knows better"),
    "not declared": ("<p>é日本".encode(), "é日本", "UTF-8 is not hard to tell"),
    "declared wrongly": (b'<meta charset="utf-8"><p>' + "Été à Orléans déjà".encode("latin-1"), "Été à Orléans déjà",
                         "it cannot be UTF-8"),
    "a wrong byte": (meta("utf-8", "é日本" * 9) + b"\xff", "é日本" * 9 + "\ufffd", "does not change the others"),
    "cut off": (meta("utf-8", "é日本" * 9)[:-1], ("é日本" * 9)[:-1] + "\ufffd", "in a character, as crawls do"),
    "unknown": (b'<meta charset="x-nonsense"><p>' + "é日本é日本".encode(), "é日本é日本", "then it is guessed"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "text", "why"), ENCODINGS.values(), ids=ENCODINGS)
def test_encodings(content: bytes, text: str, why: str) -> None:
    assert rendered(content) == text, why


@pytest.mark.parametrize("name", ["d/p.html", "p.htm", "p.xhtml", "P.HTML", "p.html.gz", "p.html.zst"])
def test_text_is_written_under_the_pages_name(name: str) -> None:
    """Not compressed: what is written is another file than was read."""
    suffix = next((end for end in (".gz", ".zst") if name.endswith(end)), "")
    done = cleaned({name: pack(PAGE.encode(), suffix)})
    text = rendered(PAGE.encode())
    assert "# ad\n" in text
    assert done.clean == {f"{name}.txt": BY_RULE.clean(text).encode()}
    assert b"#" not in done.clean[f"{name}.txt"]
    assert done.removed.keys() == {f"{name}.txt.jsonl"}


def test_what_is_restored_is_the_text_of_the_whole_page() -> None:
    """The page itself is not in what was written."""
    done = cleaned({"p.html": PAGE.encode(), "same.html": b"<p>a"})
    assert done.restored == {"p.html.txt": rendered(PAGE.encode()).encode(), "same.html.txt": b"a"}
    assert not done.not_restored


def test_a_file_in_the_way_of_the_text_is_said() -> None:
    done = cleaned({"p.html": PAGE.encode(), "p.html.txt": b"mine"})
    assert done.failed == {"p.html": "its text would be written where p.html.txt goes"}
    assert done.clean == {"p.html.txt": b"mine"}


HARD = {
    "deep": ("<div>" * 200_000 + "a", "a"),
    "deep in another way": ("<b><p>" * 20_000 + "a", "a"),
    "tables in tables": ("<table>" * 50_000 + "a", "a"),
    "a comment that does not end": ("a<!--" + "<!--" * 100_000, "a"),
    "attributes": ("<p " + "a=b " * 100_000 + ">a", "a"),
    "ampersands": ("&" * 100_000 + "<p>a", "&" * 100_000 + "\n\na"),
}


@pytest.mark.parametrize(("html", "text"), HARD.values(), ids=HARD)
def test_pages_made_to_be_hard(html: str, text: str) -> None:
    """Deep, or wrong in every place: they end, and what there is of text comes."""
    assert rendered(html.encode()) == text


def test_odd_bytes_do_not_stop_a_page() -> None:
    """The text can always be written."""
    for byte in range(256):
        rendered(bytes([60, 112, 62, 97, byte, 98])).encode("utf-8")
    rendered(bytes(range(256)) * 40).encode("utf-8")


def test_without_the_package_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resiliparse.extract.html2text", None)
    done = cleaned({"p.html": PAGE.encode(), "t.txt": b"a\n"})
    assert done.failed == {"p.html": "HTML files need resiliparse; get it with: pip install resiliparse"}
    assert done.clean == {"t.txt": b"a\n"}
    with pytest.raises(MissingExtra):
        HtmlFile(Fields()).records(b"")
