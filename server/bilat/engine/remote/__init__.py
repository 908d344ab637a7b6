"""An engine that asks a store of its own, and how a release gets there.

The way of a query: `store` has `text` look through it, `repairs` write it for the store at hand, `dataset`
name the graphs of the release, and `dialect` put it into a form. `connection` finds a place for the request,
which goes by `exchange`, unless `breaker` holds it back; `answers` reads what comes. The way of a release:
`publish` sends it in `batches`, and marks by `release` tell how far it has come; `watch` sees whether it is
still there.
"""
