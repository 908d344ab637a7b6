"""The index of a release: one SQLite file from which pages read what is known when it is built."""
