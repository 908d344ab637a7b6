-- {d.s} and {d.o} are the same and yet stated to be different.
SELECT d.s AS s, d.p AS p, d.o AS o
FROM triple AS d
JOIN triple AS e ON e.p = :owl_sameAs AND e.s = d.s AND e.o = d.o
WHERE d.p = :owl_differentFrom
