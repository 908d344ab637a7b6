"""Timeline, map, network and smaller pictures, as SVG that needs no script."""
