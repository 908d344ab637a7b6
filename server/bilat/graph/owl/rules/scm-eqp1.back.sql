-- Of two equivalent properties each is below the other.
SELECT t.o AS s, :rdfs_subPropertyOf AS p, t.s AS o
FROM triple AS t
WHERE t.p = :owl_equivalentProperty
