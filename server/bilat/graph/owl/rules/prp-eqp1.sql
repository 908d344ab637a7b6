-- What a property says, a property declared equivalent to it says too.
SELECT t.s AS s, r.other AS p, t.o AS o
FROM triple AS t
JOIN equivalent_property AS r ON r.one = t.p
