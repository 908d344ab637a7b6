"""From a query to bytes: evaluation, isolation and limits. Knows nothing of HTTP.

The way of a query: `outline` tells what it is before it runs, and `mistakes` what is wrong with it; one of
the `workers` runs it with `oxigraph`, after `rewriting` has put right what the engine does otherwise, or
`remote` has a store run it. `service` asks the endpoints that an operator has named.
"""
