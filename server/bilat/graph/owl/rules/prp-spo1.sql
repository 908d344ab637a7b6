-- What a property says, each property above it says too.
SELECT t.s AS s, r.super AS p, t.o AS o
FROM triple AS t
JOIN sub_property AS r ON r.sub = t.p
