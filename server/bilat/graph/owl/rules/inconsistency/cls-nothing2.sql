-- {t.s} is a member of the class that has no members.
SELECT t.s AS s, t.p AS p, t.o AS o
FROM triple AS t
WHERE t.p = :rdf_type AND t.o = :owl_Nothing
