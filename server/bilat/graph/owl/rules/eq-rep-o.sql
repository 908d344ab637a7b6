-- What leads to a thing leads to everything that is the same thing.
SELECT t.s AS s, t.p AS p, e.o AS o
FROM triple AS e
JOIN triple AS t ON t.o = e.s
WHERE e.p = :owl_sameAs AND e.o > 0 AND t.p <> :owl_sameAs
