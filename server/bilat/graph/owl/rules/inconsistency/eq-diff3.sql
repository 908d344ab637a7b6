-- {e.s} and {e.o} are the same and yet listed as all different.
SELECT e.s AS s, e.p AS p, e.o AS o
FROM triple AS e
JOIN different_distinctMembers AS x ON x.member = e.s
JOIN different_distinctMembers AS y ON y.family = x.family AND y.member = e.o
WHERE e.p = :owl_sameAs AND x.place < y.place
