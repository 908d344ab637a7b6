-- {t.s} is linked to itself by {t.p}, which links nothing to itself.
SELECT t.s AS s, t.p AS p, t.o AS o
FROM triple AS t
JOIN irreflexive_property AS r ON r.property = t.p
WHERE t.s = t.o
