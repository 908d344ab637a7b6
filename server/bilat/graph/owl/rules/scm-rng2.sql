-- The range of a property is a range of each property below it.
SELECT b.s AS s, a.p AS p, a.o AS o
FROM triple AS a
JOIN triple AS b ON b.p = :rdfs_subPropertyOf AND b.o = a.s
WHERE a.p = :rdfs_range AND b.s <> b.o
