-- A member of a class is a member of the class that is declared equivalent to it.
SELECT t.s AS s, t.p AS p, c.one AS o
FROM triple AS t
JOIN equivalent_class AS c ON c.other = t.o
WHERE t.p = :rdf_type
