"""The two benchmarks' measures, on cases counted by hand."""

from __future__ import annotations

import pytest

from training.measuring.shingles import Overlap, Segments, count_segments, overlap, score, shingles


def test_shingles_are_four_words_in_a_row_and_counted() -> None:
    # a b a b a b: "a b a b" starts at words 1 and 3, "b a b a" at word 2
    assert shingles("a b, a b! a b") == {("a", "b", "a", "b"): 2, ("b", "a", "b", "a"): 1}


def test_a_text_of_fewer_words_is_one_shingle() -> None:
    assert shingles("It rained.") == {("It", "rained"): 1}


def test_a_text_without_words_has_no_shingle() -> None:
    assert not shingles(" – ! ")


def test_overlap_counts_each_page_as_one() -> None:
    # truth abcd bcde cdef, output bcde cdef defg: two shared of four, one too many, one missing
    assert overlap("a b c d e f", "b c d e f g") == Overlap(0.5, 0.25, 0.25)


def test_what_is_repeated_counts_as_often_as_the_truth_has_it() -> None:
    # the output has the shingle "a a a a" twice, the truth once: one shared, one too many
    assert overlap("a a a a", "a a a a a") == Overlap(0.5, 0.5, 0.0)


def test_case_counts_and_punctuation_does_not() -> None:
    assert overlap("The end, at last", "The end. At last").tp == 0
    assert overlap("The end, at last", "“The end” – at: last!").tp == 1


def test_score_is_the_f1_of_means_over_pages() -> None:
    # precisions 1 and 1/2, recalls 1/2 and 1: means 3/4 and 3/4
    figures = score([Overlap(0.5, 0.0, 0.5), Overlap(0.5, 0.5, 0.0)])
    assert (figures.precision, figures.recall, figures.f1) == (0.75, 0.75, 0.75)


def test_an_empty_output_has_recall_zero_and_no_precision() -> None:
    # the benchmark's program leaves the page out of the mean of precisions instead of counting it 0 or 1
    figures = score([overlap("a b c d", "a b c d"), overlap("a b c d", "")])
    assert (figures.precision, figures.recall) == (1.0, 0.5)


def test_an_empty_truth_has_no_recall_and_precision_zero_for_any_output() -> None:
    figures = score([overlap("a b c d", "a b c d"), overlap("", "a b c d")])
    assert (figures.precision, figures.recall) == (0.5, 1.0)


def test_a_page_empty_in_both_counts_nowhere() -> None:
    figures = score([Overlap(0.5, 0.0, 0.5), overlap("", " \n")])
    assert (figures.precision, figures.recall) == (1.0, 0.5)


def test_no_page_at_all_scores_zero() -> None:
    assert score([]).f1 == 0.0


def test_the_error_is_zero_for_equal_pages_and_repeats_itself() -> None:
    equal = [Overlap(0.8, 0.1, 0.1)] * 9
    assert score(equal).error == pytest.approx(0.0, abs=1e-12)
    mixed = [Overlap(1.0, 0.0, 0.0), Overlap(0.2, 0.4, 0.4)] * 5
    assert score(mixed).error == score(mixed).error > 0.1


def test_segments_are_found_whatever_the_white_space() -> None:
    counts = count_segments(
        ["The pier is open", "Nobody was hurt"], ["Read more"], "The pier\n  is open.\nRead\u00a0more"
    )
    assert counts == Segments(tp=1, fn=1, fp=1, tn=0)


def test_segment_measures() -> None:
    # found 3 wanted of 4, and 1 unwanted of 6
    counts = Segments(tp=2, fn=1, tn=2) + Segments(tp=1, fp=1, tn=3)
    assert (counts.precision, counts.recall, counts.f1) == (0.75, 0.75, 0.75)
    assert counts.accuracy == 0.8


def test_segment_measures_of_nothing_are_zero() -> None:
    assert (Segments().precision, Segments().recall, Segments().f1, Segments().accuracy) == (0, 0, 0, 0)
