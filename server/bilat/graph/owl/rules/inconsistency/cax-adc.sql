-- {a.s} is a member of both {a.o} and {b.o}, which exclude each other.
SELECT a.s AS s, a.p AS p, a.o AS o
FROM triple AS a
JOIN all_disjoint_class AS x ON x.class = a.o
JOIN triple AS b ON b.p = :rdf_type AND b.s = a.s
JOIN all_disjoint_class AS y ON y.family = x.family AND y.class = b.o
WHERE a.p = :rdf_type AND x.place < y.place
