-- What is said of a thing holds of everything that is the same thing.
SELECT e.o AS s, t.p AS p, t.o AS o
FROM triple AS e
JOIN triple AS t ON t.s = e.s
WHERE e.p = :owl_sameAs AND e.o > 0 AND t.p <> :owl_sameAs
