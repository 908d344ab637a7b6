"""From a query to bytes: evaluation, isolation and limits. Knows nothing of HTTP."""
