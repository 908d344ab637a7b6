-- {t.o} is no literal of its datatype.
SELECT t.s AS s, t.p AS p, t.o AS o
FROM triple AS t
JOIN literal AS l ON l.id = t.o
WHERE l.valid = 0
