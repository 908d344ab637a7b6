-- Members of the class that share the values of all parts of its key are the same.
SELECT m.s AS s, k.result AS p, m.o AS o
FROM triple AS m
JOIN key_next AS k ON k.previous = m.p
JOIN triple AS x ON x.p = k.property AND x.s = m.s
JOIN triple AS y ON y.p = k.property AND y.s = m.o AND y.o = x.o
