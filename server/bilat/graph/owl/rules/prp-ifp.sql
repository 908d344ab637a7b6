-- The property leads here from one thing at most, so the things it leads from are the same.
SELECT a.s AS s, :owl_sameAs AS p, b.s AS o
FROM triple AS a
JOIN inverse_functional_property AS f ON f.property = a.p
JOIN triple AS b ON b.p = f.property AND b.o = a.o
WHERE a.s > 0 AND a.s < b.s
