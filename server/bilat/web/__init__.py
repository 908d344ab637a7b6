"""From a request to a response. Knows nothing of how queries run or releases are made."""
