-- {a.s} has two different values for {a.p}, {a.o} and {b.o}, and as a member of {u.o} may have one only.
SELECT a.s AS s, a.p AS p, a.o AS o
FROM triple AS u
JOIN max_one_thing AS r ON r.class = u.o
JOIN triple AS a ON a.p = r.property AND a.s = u.s
JOIN triple AS b ON b.p = r.property AND b.s = u.s
JOIN literal AS x ON x.id = a.o
JOIN literal AS y ON y.id = b.o
WHERE u.p = :rdf_type AND a.o > b.o AND x.value <> y.value
