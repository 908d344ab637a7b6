-- What is a member of all parts is a member of the whole that is their intersection.
SELECT a.s AS s, a.p AS p, i.class AS o
FROM triple AS a
JOIN intersection_pair AS i ON i.head = a.o
JOIN triple AS b ON b.p = :rdf_type AND b.s = a.s AND b.o = i.tail
WHERE a.p = :rdf_type
