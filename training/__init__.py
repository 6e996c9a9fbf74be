"""How the shipped model is made, and what is measured of it.

    archives -> pages              corpora
    pages -> renderings            render, as scrapers do; extractors, what others leave of a page
    renderings -> labelled lines   labelling; dataset does it for whole corpora and keeps what it made
    labelled lines -> mixture      mixing, with stock lines of phrases
    mixture -> fit                 `cleaner.fit`, and calibrate
    fit -> figures                 measuring, costs; plots draws, validation measures fits of its own

recipe goes the whole way. The other commands (`python -m training.NAME`) are benchmark, with its sections beside it,
validate, experiment, rules, card and load; faults and fuzz, which try the program; and characters, which makes its
table of character classes.

shipped says with what settings and shares. A package imports those before it and what all stand on: names, tokens,
element_tree, baselines, report, results and places; no command is imported. Imports ``cleaner``, never the reverse; not
in the wheel.
"""
