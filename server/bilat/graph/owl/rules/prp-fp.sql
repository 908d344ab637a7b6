-- The property leads to one thing at most, so the things it leads to from here are the same.
SELECT a.o AS s, :owl_sameAs AS p, b.o AS o
FROM triple AS a
JOIN functional_property AS f ON f.property = a.p
JOIN triple AS b ON b.p = f.property AND b.s = a.s
WHERE a.o > 0 AND a.o < b.o
