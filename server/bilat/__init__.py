"""A folder of RDF becomes a checked, reasoned and published knowledge graph."""

#: Looked up when it is wanted, see `__getattr__`.
__version__: str


def __getattr__(name: str) -> str:
    """Return the version; finding it out takes as long as the rest of the start of a command."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version

    return version("bilat")
