-- Of two equivalent classes each is below the other.
SELECT t.s AS s, :rdfs_subClassOf AS p, t.o AS o
FROM triple AS t
WHERE t.p = :owl_equivalentClass
