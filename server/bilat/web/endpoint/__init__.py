"""The SPARQL endpoint, for programs and for people, and the questions that are saved for it."""
