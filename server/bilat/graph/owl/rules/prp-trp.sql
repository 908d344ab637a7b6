-- The property carries over: from the first to the second and on to the third is from the first to the third.
SELECT a.s AS s, a.p AS p, b.o AS o
FROM triple AS a
JOIN transitive_property AS r ON r.property = a.p
JOIN triple AS b ON b.p = r.property AND b.s = a.o
