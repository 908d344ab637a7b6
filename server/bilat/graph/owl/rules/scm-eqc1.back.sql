-- Of two equivalent classes each is below the other.
SELECT t.o AS s, :rdfs_subClassOf AS p, t.s AS o
FROM triple AS t
WHERE t.p = :owl_equivalentClass
