-- An inverse read backwards is the property that it inverts.
SELECT t.o AS s, r.one AS p, t.s AS o
FROM triple AS t
JOIN inverse_property AS r ON r.other = t.p
