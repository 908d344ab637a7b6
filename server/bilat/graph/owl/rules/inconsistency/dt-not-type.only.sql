-- {t.o} is outside {r.datatype}, the only kind of value that {t.s} may have for {t.p} as a member of {u.o}.
SELECT t.s AS s, t.p AS p, t.o AS o
FROM triple AS u
JOIN literal_only AS r ON r.class = u.o
JOIN triple AS t ON t.p = r.property AND t.s = u.s
JOIN literal AS l ON l.id = t.o
LEFT JOIN datatype_fits AS f ON f.datatype = l.datatype AND f.wider = r.datatype
LEFT JOIN number_range AS n ON n.datatype = r.datatype
WHERE u.p = :rdf_type AND l.valid = 1 AND l.value IS NOT NULL AND f.wider IS NULL AND (
  n.datatype IS NULL OR l.whole IS NULL
  OR l.number < n.least OR l.number > n.greatest OR l.whole < n.whole)
