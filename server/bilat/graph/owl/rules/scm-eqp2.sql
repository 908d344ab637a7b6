-- Two properties that are each below the other are equivalent.
SELECT a.s AS s, :owl_equivalentProperty AS p, a.o AS o
FROM triple AS a
JOIN triple AS b ON b.p = :rdfs_subPropertyOf AND b.s = a.o AND b.o = a.s
WHERE a.p = :rdfs_subPropertyOf
