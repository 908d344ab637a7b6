-- Every class is equivalent to itself.
SELECT t.s AS s, :owl_equivalentClass AS p, t.s AS o
FROM triple AS t
WHERE t.p = :rdf_type AND t.o = :owl_Class
