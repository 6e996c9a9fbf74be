"""Measuring: what a model does to documents it has not seen, alone and beside others. Nothing is fitted here.

    output + truth -> shingles -> scores;  judged lines -> curve, what every strictness gives
    labelled documents, clean articles, acceptance cases -> accuracy;  pages of held-out sites -> site_figures
    public_sets -> side_by_side with rules and extractors, behind extractors, licences of both models -> tables

`seen_sites` tells which of a set's sites the model knows, `environment` what figures depend on besides.
"""
