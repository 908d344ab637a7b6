"""From the files of a project to its source graph, lexical forms untouched, each statement with its place.

The way of a file: `load` goes through `files`, has `contents` unpack and decode each, and `parse` make quads
of it, strictly; `plain_xml` stands before it for RDF/XML. Only where something is to be told, `locate` looks
for its place, by readers that keep the text: `turtle` (with `tokens`, `comments` and `tree`), `json_places`
and `xml_places`. What cannot be parsed, `syntax` explains.
"""
