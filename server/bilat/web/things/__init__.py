"""The description of a thing, as linked data and as a page."""
