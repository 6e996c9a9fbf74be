"""The benchmark's report on made-up figures, its README table, its small measurements, absent sets."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from made_up import page

from training import benchmark, benchmark_sections
from training.costs.child import measure
from training.costs.speed import write_tree
from training.measuring.accuracy import visible_chars
from training.measuring.public_sets import Pages
from training.plots.of_documents import PLOTS
from training.report import END, START, Table, from_json, into_readme, markdown, to_json

FIGURES = Table(
    "made-up",
    "Made up",
    {"method": "", "F1": ".3f", "lost": ".1%", "pages": ",d", "exact": ""},
    (("ours | new", 0.91849, 0.0149, 1200, True), ("theirs", None, None, 3, False)),
    note="Nothing was measured.",
)
DETAIL = Table("detail", "Detail", {"kind": ""}, (("title",),), detail=True)


def test_markdown() -> None:
    assert markdown([FIGURES]) == (
        "**Made up**\n\nNothing was measured.\n\n"
        "| method | F1 | lost | pages | exact |\n"
        "| --- | ---: | ---: | ---: | --- |\n"
        "| ours \\| new | 0.918 | 1.5% | 1,200 | yes |\n"
        "| theirs | – | – | 3 | no |"
    )


def test_json_keeps_what_was_measured_and_reads_back_equal() -> None:
    report = json.loads(json.dumps(to_json([FIGURES, DETAIL], {"cleaner": "0"})))
    assert report["tables"][0]["rows"][0]["F1"] == 0.91849
    assert from_json(report) == [FIGURES, DETAIL]


def test_a_row_must_fill_its_table() -> None:
    with pytest.raises(ValueError, match="table short"):
        Table("short", "Short", {"a": "", "b": ""}, (("only one",),))


def test_readme_gets_the_main_tables_and_keeps_the_rest() -> None:
    readme = f"# cleaner\n\n{START}\nold\n{END}\n\nAfter.\n"
    written = into_readme(readme, [FIGURES, DETAIL])
    assert written == f"# cleaner\n\n{START}\n{markdown([FIGURES])}\n{END}\n\nAfter.\n"
    assert into_readme(written, [FIGURES, DETAIL]) == written, "writing twice must change nothing"


@pytest.mark.parametrize(
    ("readme", "why"),
    [
        ("# cleaner\n", "no markers"),
        (f"{START}\n", "no end"),
        (f"{END}\n{START}\n", "the wrong way round"),
        (f"{START}\n{START}\n{END}\n", "two starts: which one is meant?"),
        (f"{START}\n{END}\n{END}\n", "two ends"),
    ],
)
def test_a_readme_without_its_markers_is_refused(readme: str, why: str) -> None:
    with pytest.raises(ValueError, match="benchmark:start"):
        into_readme(readme, [FIGURES])
        pytest.fail(why)


def test_command_writes_the_readme_from_earlier_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures, readme = tmp_path / "figures.json", tmp_path / "README.md"
    figures.write_text(json.dumps(to_json([FIGURES], {})), encoding="utf-8")
    readme.write_text(f"{START}\n{END}", encoding="utf-8")
    benchmark.main(["--figures", str(figures), "--readme", str(readme)])
    assert "| theirs |" in readme.read_text(encoding="utf-8")
    assert capsys.readouterr().out == markdown([FIGURES]) + "\n"


@pytest.mark.parametrize(
    "options",
    [
        ["--figures", "f.json", "--plots", "p"],
        ["--figures", "f.json", "--output", "o"],
        ["--plots", "p", "--only", "aeb"],
    ],
)
def test_nothing_is_written_that_was_not_measured(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        benchmark.main(options)
    assert "--plots" in capsys.readouterr().err


def test_the_section_data_is_tables_and_plots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], model_folder: Path
) -> None:
    monkeypatch.setattr(benchmark_sections, "read_folder", lambda _folder: [page(number) for number in range(20)])
    benchmark.main(["--only", "data", "--model", str(model_folder), "--plots", str(tmp_path / "plots")])
    out = capsys.readouterr().out
    assert "| language en |" in out and "| all noise, F1 as the mean of its kinds |" in out
    assert sorted(path.stem for path in (tmp_path / "plots").iterdir()) == sorted(PLOTS)


def test_an_absent_set_is_named_and_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pages = Pages(tmp_path, tmp_path / "cache", None)
    assert pages.of("aeb") is None
    assert "not measured: aeb is not here" in caplog.text
    assert str(tmp_path) in caplog.text


def test_visible_characters_leave_out_what_surrounds_lines() -> None:
    assert visible_chars("  ab c \n\n\td\r\n") == 5


def test_a_tree_repeats_its_texts_up_to_a_size(tmp_path: Path) -> None:
    # 3 and 2 bytes in turn until at least 10: 3 + 2 + 3 + 2
    assert write_tree(["abc", "é", ""], tmp_path, 10 / 10**6) == (4, 10)
    assert sorted(path.read_bytes() for path in tmp_path.rglob("*.txt")) == [
        b"abc",
        b"abc",
        b"\xc3\xa9",
        b"\xc3\xa9",
    ]


def test_a_tree_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no text"):
        write_tree([""], tmp_path, 1)


def test_peak_memory_is_the_process_s_own() -> None:
    """What this process holds must not leak into the figure, and what that process holds must show."""
    ballast = bytearray(100_000_000)
    command = [sys.executable, "-I", "-S", "-c"]
    assert measure([*command, "pass"], one_core=True).peak_bytes < 25_000_000
    assert 60_000_000 < measure([*command, "x = bytearray(60_000_000)"], one_core=True).peak_bytes < 80_000_000
    assert ballast


def test_a_failing_process_is_reported_with_its_words() -> None:
    with pytest.raises(RuntimeError, match="exited with 3: no such model"):
        measure(
            [sys.executable, "-c", "import sys; print('no such model', file=sys.stderr); sys.exit(3)"],
            one_core=True,
        )
