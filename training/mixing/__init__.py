"""Mixing: what the model is trained on, made of labelled pages, of `data/` and of stock lines, and what each weighs.

    labelled pages -> page_forms: whole, or by regimes thinned, cut or the article alone; weighed by site and language
    articles and noise of all three -> stocks, fold by fold -> compose, with dates made up by stamps
    all that and `data/` in several layouts -> trained_on, by the shares of a Mixture -> training documents

`stocks` also has the stock lines alone, for the line layer; `chance` draws for `compose`, `regimes` and `stamps`.
"""
