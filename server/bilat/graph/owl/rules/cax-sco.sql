-- A member of a class is a member of every class above it.
SELECT t.s AS s, t.p AS p, c.super AS o
FROM triple AS t
JOIN sub_class AS c ON c.sub = t.o
WHERE t.p = :rdf_type
