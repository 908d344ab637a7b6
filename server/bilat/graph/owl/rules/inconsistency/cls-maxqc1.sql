-- {t.s} has {t.o} for {t.p}, and as a member of {u.o} may have no value of class {k.o} for it.
SELECT t.s AS s, t.p AS p, t.o AS o
FROM triple AS u
JOIN max_none_of AS r ON r.class = u.o
JOIN triple AS t ON t.p = r.property AND t.s = u.s
JOIN triple AS k ON k.p = :rdf_type AND k.s = t.o AND k.o = r.filler
WHERE u.p = :rdf_type
