"""A check of a large project after an edit of a few lines: what the edit can change, and no more.

Its way: `edits` are the lines that came and went, `changes` the statements that did; `unseen` sees to it that
lint would find the same. On the tables of the last check these are an `amended` graph. `following` counts
what follows no longer or newly, `surroundings` have the nodes whose results may be others, `results` are
those of their shapes, and `check` tells all else again. Where a step cannot be sure, all is checked anew.
"""
