-- What one property says, the same property under its other name says too.
SELECT t.s AS s, e.o AS p, t.o AS o
FROM triple AS e
JOIN triple AS t ON t.p = e.s
WHERE e.p = :owl_sameAs AND e.o > 0
