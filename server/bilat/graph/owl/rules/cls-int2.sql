-- A member of an intersection is a member of each of its parts.
SELECT t.s AS s, t.p AS p, i.member AS o
FROM triple AS t
JOIN intersection AS i ON i.class = t.o
WHERE t.p = :rdf_type
