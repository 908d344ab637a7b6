-- {a.s} is linked to {a.o} by both {a.p} and {b.p}, which exclude each other.
SELECT a.s AS s, a.p AS p, a.o AS o
FROM triple AS a
JOIN all_disjoint_property AS x ON x.property = a.p
JOIN triple AS b ON b.s = a.s AND b.o = a.o
JOIN all_disjoint_property AS y ON y.family = x.family AND y.property = b.p
WHERE x.place < y.place
