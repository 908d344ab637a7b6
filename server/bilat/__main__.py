"""``python -m bilat`` is the command ``bilat``."""

from __future__ import annotations

from bilat.cli import main

if __name__ == "__main__":
    main()
