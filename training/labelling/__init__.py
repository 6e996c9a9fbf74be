"""Labelling: which lines of a rendering are the article, and what the others are, from a page's truth and its HTML.

    HTML -> markup, by evidence of elements, class_evidence of class_words, and head_titles -> outline of words
    outline + truth -> matching (which words are the truth's) -> judge, with kinds inferred where none is named
    judged page + rendering -> align -> line, by the first of the rules in rule_names -> labelled lines
    labelled lines of many renderings -> headlines, and of all corpora -> consensus -> labels set right or aside

`checked_labels.json` is what a reader found of labels drawn at random.
"""
