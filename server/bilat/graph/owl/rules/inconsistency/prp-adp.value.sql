-- {a.s} has the same value {a.o} by {a.p} as by {b.p}, which exclude each other.
SELECT a.s AS s, a.p AS p, a.o AS o
FROM triple AS a
JOIN all_disjoint_property AS x ON x.property = a.p
JOIN equal_value AS e ON e.one = a.o
JOIN triple AS b ON b.s = a.s AND b.o = e.other
JOIN all_disjoint_property AS y ON y.family = x.family AND y.property = b.p
WHERE x.place < y.place
