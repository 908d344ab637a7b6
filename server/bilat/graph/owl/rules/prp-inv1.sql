-- A property read backwards is its inverse.
SELECT t.o AS s, r.other AS p, t.s AS o
FROM triple AS t
JOIN inverse_property AS r ON r.one = t.p
