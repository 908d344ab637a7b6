"""From the files of a project to its source graph, lexical forms untouched, each statement with its place."""
