"""The description of a thing, as linked data and as a page.

The way of a request for `/id/X`: `linked_data` leads to a document, whose content `bodies` keeps, makes, or
has had made `ahead`. Programs get the statements that `things` asks for, in a format by `writing`, and
people the page that `description` finds: by `graph_pages`, `passage` or, for most, `thing`. For that one
`neighbourhood` asks what stands around, `statements` makes lines of that, in the words of `saying`, by the
names that `cards` know, with marks by `evidence`, and `sheet` puts them into groups.
"""
