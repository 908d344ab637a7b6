"""Queries in processes that can be killed, and who gets the next one.

The way of a query: the `pool` makes a `job` of it, the `desk` finds a worker for it, `wire` carries it
there, and the `worker` runs it. The `keeper` sees to it that there are enough of them: it has the `nursery`
tell the `zygote`, a process of its own, to fork another.
"""
