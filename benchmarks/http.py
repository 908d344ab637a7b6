"""What a request costs: CPU, throughput and waiting, beside other servers; see `benchmarks.compare`.

python benchmarks/http.py --install            once: rdflib-endpoint and oxigraph
python benchmarks/http.py [--large] [--full] [--only bilat,oxigraph] [--json FILE]
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # The folder of this file must not be looked into first: the standard library has an http of its own.
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    from benchmarks.compare import main

    main()
