-- A member of this class has one value of the given kind at most, so its values of that kind are the same.
SELECT a.o AS s, :owl_sameAs AS p, b.o AS o
FROM triple AS u
JOIN max_one_of AS r ON r.class = u.o
JOIN triple AS a ON a.p = r.property AND a.s = u.s
JOIN triple AS ka ON ka.p = :rdf_type AND ka.s = a.o AND ka.o = r.filler
JOIN triple AS b ON b.p = r.property AND b.s = u.s
JOIN triple AS kb ON kb.p = :rdf_type AND kb.s = b.o AND kb.o = r.filler
WHERE u.p = :rdf_type AND a.o > 0 AND a.o < b.o
