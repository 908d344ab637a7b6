-- What a property says, the property that is declared equivalent to it says too.
SELECT t.s AS s, r.one AS p, t.o AS o
FROM triple AS t
JOIN equivalent_property AS r ON r.other = t.p
