-- A property below another is below every property above that one.
SELECT a.s AS s, a.p AS p, b.o AS o
FROM triple AS a
JOIN triple AS b ON b.p = :rdfs_subPropertyOf AND b.s = a.o
WHERE a.p = :rdfs_subPropertyOf AND a.s <> a.o AND b.s <> b.o
