"""Corpus readers on small invented pages, laid out as each corpus lays out its own."""

from __future__ import annotations

import gzip
import json
import tarfile
from pathlib import Path

import pytest

from training.corpora import CORPORA, Page, read, wcxb
from training.corpora.aeb import recorded_outputs
from training.corpora.archive import unpack
from training.corpora.files import page_file, page_files, stored_bytes
from training.corpora.l3s import supplemental_kind
from training.labelling.align import align
from training.labelling.markup import outline
from training.render import RENDERINGS

GERMAN = "Der Fluss ist in der Nacht über die Ufer getreten, und die Feuerwehr war mit allen Kräften im Einsatz. "


def write(path: Path, content: str | bytes | dict[str, object]) -> None:
    """A file with its folders; text as UTF-8, a mapping as JSON, a ``.gz`` name gzipped."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, dict):
        content = json.dumps(content, ensure_ascii=False)
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def test_registry_names_its_corpora_and_what_only_measures() -> None:
    assert all(name == corpus.name for name, corpus in CORPORA.items())
    assert {name for name, corpus in CORPORA.items() if corpus.measuring_only} == {"aeb", "trafilatura"}
    assert len({corpus.archive for corpus in CORPORA.values()}) == len(CORPORA) - 1  # two corpora are in wcxb-dev
    assert {name for name, corpus in CORPORA.items() if corpus.all_sorts} == {"cleaneval", "wcxb-other"}
    assert [name for name, corpus in CORPORA.items() if not corpus.by_default] == ["wcxb-other"]


def test_unknown_corpus_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="no corpus 'nope'"):
        read("nope", tmp_path)


@pytest.mark.parametrize("name", CORPORA)
def test_a_folder_in_another_layout_is_no_empty_corpus(name: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(read(name, tmp_path))


def wcxb_page(folder: Path, number: str, kind: str, content: str | None, url: str | None) -> None:
    write(
        folder / f"dev/html/{number}.html.gz",
        f"<title>{number}</title><base href='http://www.harbour.test/'>",
    )
    marked = {
        "title": " Tide tables ",
        "with": ["Low water"],
        "without": ["Sign in"],
        "main_content": content,
    }
    record: dict[str, object] = {"ground_truth": marked, "_internal": {"page_type": {"primary": kind}}}
    write(folder / f"dev/ground-truth/{number}.json", record | ({"url": url} if url else {}))


def test_wcxb_reads_articles_that_have_content(tmp_path: Path) -> None:
    wcxb_page(tmp_path, "0001", "article", "Low water at six.\n\n  High at noon.", "https://news.tide.co.uk/a")
    wcxb_page(tmp_path, "0002", "forum", "Who saw it?", "https://forum.test/1")
    wcxb_page(tmp_path, "0003", "article", None, "https://empty.test/1")
    wcxb_page(tmp_path, "0004", "article", "Fog.", None)
    first, last = read("wcxb", tmp_path)
    assert (first.id, first.site, first.language, first.title) == ("0001", "tide.co.uk", "en", "Tide tables")
    assert first.truth == ("Low water at six.", "High at noon.")
    assert (first.wanted, first.unwanted) == (("Low water",), ("Sign in",))
    assert last.site == "harbour.test"  # without an address, the page says
    assert [page.id for page in wcxb.read(tmp_path, wcxb.PAGE_TYPES)] == ["0001", "0002", "0004"]
    with pytest.raises(ValueError, match="page_types must be among"):
        list(wcxb.read(tmp_path, ["recipe"]))


def test_wcxb_other_is_a_corpus_of_its_own(tmp_path: Path) -> None:
    wcxb_page(tmp_path, "0001", "article", "Low water at six.", "https://news.tide.co.uk/a")
    wcxb_page(tmp_path, "0002", "forum", "Who saw it?", "https://forum.test/1")
    (page,) = read("wcxb-other", tmp_path)
    assert (page.corpus, page.id, page.site) == ("wcxb-other", "0002", "forum.test")


def labels(page: Page) -> list[tuple[str, str]]:
    """Line and kind of the page's text, as training sees them."""
    aligned = align(page, outline(page.annotated or page.html), RENDERINGS["inscriptis"](page.html))
    assert aligned is not None
    return [(line, kind) for line, kind in zip(aligned.lines, aligned.kinds, strict=True) if kind]


PROSE = "The pier was closed for nine winters, and the council paid for new planks with the toll of the ferry. " * 3


def test_mercury_reads_what_the_first_matching_rule_selects(tmp_path: Path) -> None:
    page_html = (
        '<html lang="en"><meta property="og:title" content=" Pier  reopens ">'
        '<div id="old"> </div><p class="who">Ann Lee</p>'
        f'<div class="text"><p>{PROSE}</p><div class="ad">Buy planks</div><nav>Home</nav><p>{PROSE}</p>'
        '<ul><li><a href="/1">Ferry sinks</a><li><a href="/2">Ferry floats</a><li><a href="/3">Ferry sold</a></ul>'
        "</div>"
        '<div class="text"><h2>Nine winters</h2></div><p class="when">12 March</p>'
    )
    rule = {
        "content": ["#old", ["div.text:first", "p"], [".text", ".who"], ".text"],
        "clean": [".ad", ["not", "read"]],
        "title": [["meta[name='og:title']", "value"], "h1"],
        "author": [".who"],
        "date_published": [["meta[name='none']", "value"], ".when"],
    }
    write(tmp_path / "selectors.json", {"www.pier.co.uk": rule, "bare.test": {"content": [".gone"]}})
    write(tmp_path / "fixtures/pier.co.uk/1740.html", page_html)
    write(tmp_path / "fixtures/bare.test.html", page_html)
    write(tmp_path / "fixtures/www.pier.co.uk--case-2.html", '<div class="text">Another layout.</div>')
    write(tmp_path / "fixtures/unknown.test.html", page_html)
    (page,) = read("mercury", tmp_path)
    assert (page.id, page.site, page.language, page.title) == ("pier.co.uk/1740", "pier.co.uk", "en", "Pier reopens")
    assert page.truth == ("Ann Lee", PROSE.strip(), PROSE.strip(), "Nine winters")
    kinds = dict(labels(page))
    assert kinds["Ann Lee"] == "byline"  # as the rules say, though the truth holds it
    assert kinds["12 March"] == "date"


def test_mozilla_takes_accepted_output_and_leaves_made_up_pages_out(tmp_path: Path) -> None:
    tests = tmp_path / "test/test-pages"
    for name, text in (("pier", PROSE * 3), ("rule", "Short."), ("filler", "Lorem ipsum dolor. " * 60)):
        write(tests / name / "source.html", f"<link rel=canonical href='http://blog.pier.com/'><p>{text}")
        write(tests / name / "expected.html", f"<div><p>{text}</p><ul><li>A plank</ul></div>")
        write(tests / name / "expected-metadata.json", {"title": "Pier"})
    (page,) = read("mozilla", tmp_path)
    assert (page.id, page.site, page.language, page.title) == ("pier", "pier.com", "en", "Pier")
    assert page.truth == ((PROSE * 3).strip(), "A plank")


def l3s_page(*blocks: tuple[int, str]) -> tuple[str, str]:
    """The page as it was, and with a label around every block."""
    plain = "".join(f"<div class=story>{text}</div>" for _, text in blocks)
    marked = "".join(f'<div class=story><span class="x-nc-sel{label}">{text}</span></div>' for label, text in blocks)
    return plain, marked


def test_l3s_labels_name_noise(tmp_path: Path) -> None:
    original, annotated = l3s_page(
        (0, "Home"),
        (1, "Pier reopens after nine winters"),
        (3, "By Ann Lee"),
        (3, "12 March 2008"),
        (2, PROSE),
        (3, "The first walkers cross the planks of the pier early on Saturday in a cold wind."),
        (2, f"{PROSE}Nobody was hurt."),
        (4, "Ferry sinks"),
        (5, "I was there and saw it."),
    )
    root = tmp_path / "L3S-GN1-20100130203947-00001"
    write(root / "original/ab-1.html", original)
    write(root / "annotated/ab-1.html", annotated)
    write(root / "annotated/ab-2.html", l3s_page((0, "Nothing here"))[1])
    write(root / "original/ab-2.html", "<p>Nothing here")
    write(root / "url-mapping.txt", "<urn:uuid:ab-1>\thttp://news.pier.co.uk/1\n")
    (page,) = read("l3s", tmp_path)
    assert (page.id, page.site, page.title) == ("ab-1", "pier.co.uk", "Pier reopens after nine winters")
    assert page.truth == (page.title, PROSE.strip(), f"{PROSE}Nobody was hurt.")
    assert page.html == original
    kinds = [kind for _, kind in labels(page)]
    assert kinds[1:] == ["title", "byline", "date", "body", "caption", "body", "related", "comments"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("BY ANN LEE", "byline"),
        ("ann@pier.test", "byline"),
        ("By the time that the ferry had left, all of the planks were gone", "caption"),
        ("Updated 14 Jan 2008, 10:05", "date"),
        ("Last night at 9:30 pm", "date"),
        ("2 hours ago", "date"),
        ("The Pier Courier", None),
        ("Maybe 12 people", None),
    ],
)
def test_supplemental_text_is_named_by_its_shape(text: str, kind: str | None) -> None:
    assert supplemental_kind(text) == kind


def test_cleaneval_undoes_hard_wraps(tmp_path: Path) -> None:
    gold = "\ufeffURL: http://www.pier.org.uk/x\n\n <h>  Pier\n   reopens\n\n<p>It is\n   open.\n <l> Planks\n<p>  \n"
    write(tmp_path / "cleaneval-final/GoldStandard/12.txt", gold)
    write(tmp_path / "cleaneval-final/input/12.html", "<p>page")
    write(tmp_path / "cleaneval-final/GoldStandard/13.txt", "<p>Ferry")
    write(tmp_path / "cleaneval-final/input/13.html", '<text id="http://ferry.test/a" title="Ferry"><p>page')
    write(tmp_path / "cleaneval-final/input/14.html", "no gold")
    first, second = read("cleaneval", tmp_path)
    assert (first.id, first.site, first.truth) == ("12", "pier.org.uk", ("Pier reopens", "It is open.", "Planks"))
    assert (second.site, second.truth) == ("ferry.test", ("Ferry",))


def test_dragnet_cuts_readers_comments(tmp_path: Path) -> None:
    write(tmp_path / "dragnet_data/input/R1.html", '<link rel="canonical" href="http://blog.pier.com/x">')
    gold = "Pier reopens\r\n\r\nIt is open.\r\n!@#$%^&*()\r\nGreat news!"
    write(tmp_path / "dragnet_data/GoldStandard/R1.txt", b"\xff\xfe" + gold.encode("utf-16-le"))
    write(tmp_path / "dragnet_data/input/R2.html", "<p>no gold</p>")
    (page,) = read("dragnet", tmp_path)
    assert (page.id, page.site, page.title) == ("R1", "pier.com", None)
    assert page.truth == ("Pier reopens", "It is open.")


def test_msv_takes_the_first_line_as_headline(tmp_path: Path) -> None:
    write(tmp_path / "Extraction/big5-05/html/pier (1).htm", "<p>Nothing absolute here</p>")
    write(tmp_path / "Extraction/big5-05/gold/pier (1).txt", b"Pier \x93reopens\x94\r\n\r\nIt is open.")
    (page,) = read("msv", tmp_path)
    assert (page.id, page.site) == ("big5-05/pier (1)", "msv/big5-05/pier (1)")
    assert page.title == "Pier “reopens”"
    assert page.truth == (page.title, "It is open.")


def test_daniel_reads_host_language_and_broken_paragraphs(tmp_path: Path) -> None:
    root = tmp_path / "corpora/Corpus_daniel_v2.1"
    known, unknown = "20120106_www.reka.com.pl_0f", "20120106_gone.pl_1a"
    write(root / "doc_lg.json", {known: "Polish"})
    reference = "<p>Rzeka <b>wylała</b></p>\n<p>Woda &gt; norma<br>Noc<p><script>x()</script></p><!-- <p>nie</p> -->"
    for key in (known, unknown):
        write(root / "html" / key, "<p>Rzeka</p>")
        write(root / "reference" / key, reference)
    (page,) = read("daniel", tmp_path)
    assert (page.id, page.site, page.language) == (known, "reka.com.pl", "pl")
    assert page.truth == ("Rzeka wylała", "Woda > norma", "Noc")


def test_wwwxmu_reads_each_portal(tmp_path: Path) -> None:
    for name in ("cjw", "hexun", "jjgc", "nbd", "people", "qq", "sina", "wangyi", "xinhua", "yicai"):
        (tmp_path / "source_html" / name).mkdir(parents=True)
    write(tmp_path / "source_html/sina/7.html", "<meta charset=gb2312><p>河水上涨</p>")  # and is UTF-8
    write(tmp_path / "label_content/sina/7.txt", "\n　　河水上涨。\n\n　　无人受伤。\n")
    write(tmp_path / "source_html/qq/1.html", "<p>没有标注</p>")
    (page,) = read("wwwxmu", tmp_path)
    assert (page.id, page.site, page.language) == ("sina/7", "sina.com.cn", "zh")
    assert page.truth == ("河水上涨。", "无人受伤。")
    assert "河水上涨" in page.html


def fundus_version(title: str, summary: list[str], headlines: list[str], body: list[str]) -> dict[str, object]:
    sections = [{"headline": headlines, "paragraphs": body}]
    return {"title": title, "authors": [], "body": {"summary": summary, "sections": sections}}


def test_fundus_takes_the_version_the_page_holds(tmp_path: Path) -> None:
    country = tmp_path / "tests/resources/parser/test_data/de"
    old = fundus_version("Alt", [], [], ["Ein ganz anderer Text vom Bahnhof."])
    new = fundus_version("Hochwasser", ["Kurz gesagt."], ["Die Nacht"], [GERMAN])
    write(country / "Flussbote.json", {"V1": old, "V1_1": new})
    page_html = f'<html lang="en"><script>Ein ganz anderer Text vom Bahnhof.</script><p>Kurz gesagt.<p>{GERMAN}'
    write(country / "Flussbote_2024_05_03.html.gz", page_html)
    write(country / "meta.info", {"Flussbote_2024_05_03.html.gz": {"url": "https://www.flussbote.de/1"}})
    write(country / "Andere_2024_05_03.html", "<p>ohne Erwartung</p>")
    (page,) = read("fundus", tmp_path)
    assert (page.id, page.site, page.language) == ("de/Flussbote_2024_05_03", "flussbote.de", "de")
    assert (page.title, page.truth) == ("Hochwasser", ("Kurz gesagt.", "Die Nacht", GERMAN.strip()))


def test_aeb_reads_bodies_and_addresses(tmp_path: Path) -> None:
    write(tmp_path / "html/ab12.html", f"<p>{GERMAN}</p>")
    write(tmp_path / "html/ff00.html", "<p>unknown</p>")
    write(tmp_path / "ground-truth.json", {"ab12": {"articleBody": GERMAN * 2, "url": "https://www.bote.de/x"}})
    (page,) = read("aeb", tmp_path)
    assert (page.id, page.site, page.language, page.truth) == (
        "ab12",
        "bote.de",
        "de",
        ((GERMAN * 2).strip(),),
    )


def test_aeb_reads_recorded_outputs_in_either_layout(tmp_path: Path) -> None:
    write(tmp_path / "output/Newer.json", {"version": "2", "output": {"ab12": {"articleBody": "Hochwasser"}}})
    write(tmp_path / "output/older.json", {"ab12": {"articleBody": "Ebbe", "url": "x"}, "ff00": {"articleBody": None}})
    assert recorded_outputs(tmp_path) == {"Newer": {"ab12": "Hochwasser"}, "older": {"ab12": "Ebbe", "ff00": ""}}


def test_aeb_without_recorded_outputs_is_no_empty_set(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="output"):
        recorded_outputs(tmp_path)


def test_trafilatura_reads_segments_from_either_folder(tmp_path: Path) -> None:
    def entry(name: str) -> dict[str, object]:
        return {"file": name, "with": ["über die Ufer"], "without": ["Impressum"], "title": ""}

    write(tmp_path / "tests/eval/bote.html", f"<html lang='de-AT'><p>{GERMAN * 3}</p>")
    write(tmp_path / "tests/cache/see.html.gz", f"<p>{GERMAN * 3}</p>")
    names = {"http://bote.at/1": "bote.html", "http://see.ch/1": "see.html", "http://see.ch/2": "gone.html"}
    write(tmp_path / "tests/evaldata.json", {url: entry(name) for url, name in names.items()})
    pages = list(read("trafilatura", tmp_path))
    assert [(page.id, page.site, page.language) for page in pages] == [
        ("bote.html", "bote.at", "de"),
        ("see.html", "see.ch", "de"),
    ]
    assert (pages[0].truth, pages[0].wanted, pages[0].unwanted) == ((), ("über die Ufer",), ("Impressum",))
    assert pages[0].title is None


def pack(archives: Path, name: str, files: dict[str, str]) -> None:
    source = archives.parent / f"{name}-source"
    archives.mkdir(exist_ok=True)
    with tarfile.open(archives / f"{name}.tar.xz", "w:xz") as tar:
        for path, content in files.items():
            write(source / path, content)
            tar.add(source / path, arcname=path)


def test_archive_is_unpacked_once(tmp_path: Path) -> None:
    pack(tmp_path / "archives", "small", {"html/1.html": "<p>one</p>"})
    folder = unpack(tmp_path / "archives", tmp_path / "cache", "small")
    assert (folder / "html/1.html").read_text() == "<p>one</p>"
    (folder / "html/1.html").write_text("kept")
    assert unpack(tmp_path / "archives", tmp_path / "cache", "small") == folder
    assert (folder / "html/1.html").read_text() == "kept"
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["small"]


def test_clone_is_taken_as_it_is(tmp_path: Path) -> None:
    pack(tmp_path / "archives", "small", {"a": "packed"})
    write(tmp_path / "archives/small/a", "cloned")
    assert unpack(tmp_path / "archives", tmp_path / "cache", "small") == tmp_path / "archives/small"


def test_missing_and_damaged_archives_leave_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"README\.md says where"):
        unpack(tmp_path, tmp_path / "cache", "small")
    pack(tmp_path / "archives", "small", {"a": "x" * 10_000})
    archive = tmp_path / "archives/small.tar.xz"
    archive.write_bytes(archive.read_bytes()[:100])
    with pytest.raises((EOFError, tarfile.TarError)):
        unpack(tmp_path / "archives", tmp_path / "cache", "small")
    assert list((tmp_path / "cache").iterdir()) == []


def test_archive_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "evil.txt").write_text("x")
    with tarfile.open(tmp_path / "small.tar.xz", "w:xz") as tar:
        tar.add(tmp_path / "evil.txt", arcname="../../escaped.txt")
    with pytest.raises(tarfile.TarError):
        unpack(tmp_path, tmp_path / "cache", "small")
    assert not (tmp_path.parent / "escaped.txt").exists()
    assert list((tmp_path / "cache").iterdir()) == []


def test_page_files_read_plain_and_gzipped(tmp_path: Path) -> None:
    write(tmp_path / "b.html.gz", "<p>zipped</p>")
    write(tmp_path / "a.html", "plain a")
    write(tmp_path / "a.html.gz", "zipped a")
    write(tmp_path / "c.txt", "no page")
    found = dict(page_files(tmp_path))
    assert list(found) == ["a", "b"]
    assert [stored_bytes(path) for path in found.values()] == [b"plain a", b"<p>zipped</p>"]
    assert page_file(tmp_path / "b.html") == tmp_path / "b.html.gz"
    assert page_file(tmp_path / "d.html") is None
