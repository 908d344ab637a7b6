-- A member of a class is a member of a class declared equivalent to it.
SELECT t.s AS s, t.p AS p, c.other AS o
FROM triple AS t
JOIN equivalent_class AS c ON c.one = t.o
WHERE t.p = :rdf_type
