-- A member of this class has one value of any kind at most, so its values are the same.
SELECT a.o AS s, :owl_sameAs AS p, b.o AS o
FROM triple AS u
JOIN max_one_thing AS r ON r.class = u.o
JOIN triple AS a ON a.p = r.property AND a.s = u.s
JOIN triple AS b ON b.p = r.property AND b.s = u.s
WHERE u.p = :rdf_type AND a.o > 0 AND a.o < b.o
