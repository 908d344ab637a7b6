-- {t.s} has {t.o} for {t.p}, and as a member of {u.o} may have no value for it.
SELECT t.s AS s, t.p AS p, t.o AS o
FROM triple AS u
JOIN max_none_thing AS r ON r.class = u.o
JOIN triple AS t ON t.p = r.property AND t.s = u.s
WHERE u.p = :rdf_type
