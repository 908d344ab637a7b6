-- {t.s} has {t.o} for {t.p}, and it is stated that it has not.
SELECT t.s AS s, t.p AS p, t.o AS o
FROM triple AS t
JOIN negative_link AS n ON n.subject = t.s AND n.property = t.p AND n.target = t.o
