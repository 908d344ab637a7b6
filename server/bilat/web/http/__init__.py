"""From octets to a request, and from a response to octets: HTTP/1.1, its limits, cache and logs.

The way of a request: a `connection`, of which the `listener` knows all, takes octets, and `head` and `body`
read them. What answers is told to it: `bilat.web.server.edge`, out of the `cache`, by the
engine, or by the application, which `threads` call with the `environ` of WSGI; `visit` is what is known
meanwhile, for `access_log` and `metrics`. On the way back `negotiate` chooses a form, `compression` makes it
smaller, `conditions` see whether it is wanted at all, and `sending` sends what is long.
"""
