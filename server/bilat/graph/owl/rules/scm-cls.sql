-- Every class is below the class of all things.
SELECT t.s AS s, :rdfs_subClassOf AS p, :owl_Thing AS o
FROM triple AS t
WHERE t.p = :rdf_type AND t.o = :owl_Class
