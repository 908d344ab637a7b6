-- {a.s} and {a.o} are linked both ways by {a.p}, which goes one way only.
SELECT a.s AS s, a.p AS p, a.o AS o
FROM triple AS a
JOIN asymmetric_property AS r ON r.property = a.p
JOIN triple AS b ON b.p = r.property AND b.s = a.o AND b.o = a.s
WHERE a.s <= a.o
