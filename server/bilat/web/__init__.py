"""From a request to a response. Knows nothing of how queries run or releases are made.

The way of a request: `server` starts the processes, `http` reads it, `site` and `app` say who answers. That
is the `endpoint` for queries, and for pages, by the table in `pages`, one of `overview`, `documents`,
`things`, `vocabulary`, `pictures` and `lists`, each of which needs only those named after it and `http`;
`publication` holds what all of them share of a release, with its `catalogue`, and `render` makes the page.
"""
