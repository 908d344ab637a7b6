-- {d.s} is stated to be different from itself.
SELECT d.s AS s, d.p AS p, d.o AS o
FROM triple AS d
WHERE d.p = :owl_differentFrom AND d.s = d.o AND d.step = 0
