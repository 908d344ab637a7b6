-- Every property with literal values is below itself.
SELECT t.s AS s, :rdfs_subPropertyOf AS p, t.s AS o
FROM triple AS t
WHERE t.p = :rdf_type AND t.o = :owl_DatatypeProperty
