-- What is the same as another thing is so both ways round.
SELECT e.o AS s, e.p AS p, e.s AS o
FROM triple AS e
WHERE e.p = :owl_sameAs AND e.o > 0
