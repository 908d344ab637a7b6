-- Every property with literal values is equivalent to itself.
SELECT t.s AS s, :owl_equivalentProperty AS p, t.s AS o
FROM triple AS t
WHERE t.p = :rdf_type AND t.o = :owl_DatatypeProperty
