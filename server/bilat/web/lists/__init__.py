"""Things in lists: searched, narrowed by facets, put in order."""
