"""Documents and passages: which speak of what, and whether they are still what was read."""
