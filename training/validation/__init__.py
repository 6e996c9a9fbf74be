"""Validation: figures that need fits of their own, for `python -m training.validate`.

    pages, `data/`, settings, mixture -> Material -> fits without a fold of sites (by_site), without a language
    (by_language), without a part of the method (ablations) -> tables

What is finished is kept by `training.results`, under keys that `Material` makes.
"""
