-- The property leads to equal values from one thing at most, so the things it leads from are the same.
SELECT a.s AS s, :owl_sameAs AS p, b.s AS o
FROM triple AS a
JOIN inverse_functional_property AS f ON f.property = a.p
JOIN equal_value AS e ON e.one = a.o
JOIN triple AS b ON b.p = f.property AND b.o = e.other
WHERE a.s > 0 AND a.s < b.s
