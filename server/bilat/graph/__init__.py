"""From files to a release: load, lint, reason, validate, describe, publish.

The way of a fact, one package a stage: `source` reads files, `lint` and `evidence` look at what they say,
`owl` finds what follows, `shacl` and the checks in `queries` hold it against what is promised, and `report`
tells what is wrong. `catalogue` describes the whole, `formats` writes it as documents, `index` keeps what
`pages` ask for, and `releases` puts all of it in place. `check` and `build` run the stages in this order;
`bulk` does so for graphs that do not fit in memory.
"""
