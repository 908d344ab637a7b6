"""The frame of every HTML page: plain, without scripts and without anything from elsewhere."""

from __future__ import annotations

from html import escape


def page(title: str, content: str) -> str:
    """Return a whole page.

    Args:
        title: text, escaped here.
        content: HTML, escaped by its maker.
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} - bilat</title>\n"
        '<link rel="stylesheet" href="/style.css">\n</head>\n<body>\n'
        '<header><nav aria-label="Site"><a href="/">bilat</a> <a href="/sparql">SPARQL</a> '
        '<a href="/questions">Questions</a> <a href="/dataset">Dataset</a> <a href="/coverage">Coverage</a> '
        '<a href="/validation">Validation</a></nav></header>\n'
        f"<main>\n<h1>{escape(title)}</h1>\n{content}\n</main>\n</body>\n</html>\n"
    )


STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 0 1rem 3rem; }
header nav a { display: inline-block; padding: 1rem 1rem 1rem 0; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid; padding: .25rem .5rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
textarea { box-sizing: border-box; font: 1rem/1.4 ui-monospace, monospace; width: 100%; }
pre { overflow-x: auto; }
"""
