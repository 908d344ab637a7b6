-- A class above the range of a property is a range of the property.
SELECT a.s AS s, a.p AS p, b.o AS o
FROM triple AS a
JOIN triple AS b ON b.p = :rdfs_subClassOf AND b.s = a.o
WHERE a.p = :rdfs_range AND b.s <> b.o
