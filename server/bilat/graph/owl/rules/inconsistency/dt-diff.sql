-- {a.s} has two different values for {a.p}, {a.o} and {b.o}, and may have one only.
SELECT a.s AS s, a.p AS p, a.o AS o
FROM triple AS a
JOIN functional_property AS r ON r.property = a.p
JOIN triple AS b ON b.p = r.property AND b.s = a.s
JOIN literal AS x ON x.id = a.o
JOIN literal AS y ON y.id = b.o
WHERE a.o > b.o AND x.value <> y.value
