-- A class below another is below every class above that one.
SELECT a.s AS s, a.p AS p, b.o AS o
FROM triple AS a
JOIN triple AS b ON b.p = :rdfs_subClassOf AND b.s = a.o
WHERE a.p = :rdfs_subClassOf AND a.s <> a.o AND b.s <> b.o
