-- Two things that are the same as a third are the same.
SELECT a.s AS s, a.p AS p, b.o AS o
FROM triple AS a
JOIN triple AS b ON b.p = :owl_sameAs AND b.s = a.o
WHERE a.p = :owl_sameAs AND a.s <> b.o AND b.o > 0
