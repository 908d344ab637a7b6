"""The processes of a server: from start to end, and from one release to the next."""
