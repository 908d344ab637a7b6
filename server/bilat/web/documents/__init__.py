"""Documents and their passages: where they stand, what they say, what is drawn from them."""
