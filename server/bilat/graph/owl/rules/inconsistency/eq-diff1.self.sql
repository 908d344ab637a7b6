-- {d.s} is different from itself.
SELECT d.s AS s, d.p AS p, d.o AS o
FROM triple AS d
WHERE d.p = :owl_differentFrom AND d.s = d.o
  AND d.s NOT IN (SELECT s FROM triple WHERE p = :owl_sameAs AND o > 0)
