-- {t.s} has {t.o} for {t.p}, and it is stated that it has not {n.target}, which is the same value.
SELECT t.s AS s, t.p AS p, t.o AS o
FROM triple AS t
JOIN negative_value AS n ON n.subject = t.s AND n.property = t.p
JOIN equal_value AS e ON e.one = n.target AND e.other = t.o
