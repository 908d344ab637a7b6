-- A member of a part of a union is a member of the union.
SELECT t.s AS s, t.p AS p, u.class AS o
FROM triple AS t
JOIN union_member AS u ON u.member = t.o
WHERE t.p = :rdf_type
