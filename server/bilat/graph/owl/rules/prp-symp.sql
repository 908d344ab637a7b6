-- The property holds both ways round.
SELECT t.o AS s, t.p AS p, t.s AS o
FROM triple AS t
JOIN symmetric_property AS y ON y.property = t.p
