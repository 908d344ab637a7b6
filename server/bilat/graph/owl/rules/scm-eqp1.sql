-- Of two equivalent properties each is below the other.
SELECT t.s AS s, :rdfs_subPropertyOf AS p, t.o AS o
FROM triple AS t
WHERE t.p = :owl_equivalentProperty
