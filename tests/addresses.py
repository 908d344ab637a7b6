"""One page of each kind, for tests that look at all of them."""

#: Light for a first visit.
LIGHT = (
    "/",
    "/search?q=japan",
    "/browse",
    "/browse?topic=5g",
    "/compare?partner=japan&partner=south-korea",
    "/id/japan.html",
    "/id/japan-ict-dialogue.html",
    "/id/korea-ict-dialogue.html",
    "/id/european-union.html",
    "/id/gap-china-trade-research-activities.html",
    "/id/section-b-japan.html",
    "/scheme/topic/5g.html",
    "/sources",
    "/source/a.html",
    "/source/b.html",
    "/source/b/19.html",
    "/graph/reference.html",
    "/graph/sources.html",
    "/graph/ontology.html?page=9",
    "/timeline",
    "/map",
    "/questions",
    "/questions/countries-with-a-5g-declaration",
    "/def",
    "/shapes",
    "/guide",
    "/validation",
    "/coverage",
    "/dataset",
    "/problem",
    "/checks",
)
#: Programs, or a picture of everything.
HEAVY = ("/sparql", "/network")
