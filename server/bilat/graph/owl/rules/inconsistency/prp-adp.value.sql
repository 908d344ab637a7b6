-- {a.s} has the same value {a.o} by {a.p} as by {b.p}, which exclude each other.
SELECT a.s AS s, a.p AS p, a.o AS o
FROM triple AS a
JOIN all_disjoint_property AS r ON r.one = a.p
JOIN equal_value AS e ON e.one = a.o
JOIN triple AS b ON b.p = r.other AND b.s = a.s AND b.o = e.other
