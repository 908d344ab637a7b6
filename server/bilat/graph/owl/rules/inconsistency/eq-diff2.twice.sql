-- {x.member} is listed twice among things that are all different.
SELECT e.s AS s, e.p AS p, e.o AS o
FROM triple AS e
JOIN different_members AS x ON x.family = e.s
JOIN different_members AS y ON y.family = x.family AND y.member = x.member
WHERE e.p = :rdf_type AND e.o = :owl_AllDifferent AND x.place < y.place
