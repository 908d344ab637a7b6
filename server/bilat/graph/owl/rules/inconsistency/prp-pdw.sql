-- {a.s} is linked to {a.o} by both {a.p} and {b.p}, which exclude each other.
SELECT a.s AS s, a.p AS p, a.o AS o
FROM triple AS a
JOIN disjoint_property AS r ON r.one = a.p
JOIN triple AS b ON b.p = r.other AND b.s = a.s AND b.o = a.o
