"""A folder of RDF becomes a checked, reasoned and published knowledge graph."""

from importlib.metadata import version

__version__ = version("bilat")
