"""The graph as a whole: home, glossary, guide, last check, downloads."""
