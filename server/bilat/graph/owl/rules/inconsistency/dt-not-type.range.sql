-- {t.o} is outside {r.datatype}, the range of {t.p}.
SELECT t.s AS s, t.p AS p, t.o AS o
FROM triple AS t
JOIN literal_range AS r ON r.property = t.p
JOIN literal AS l ON l.id = t.o
LEFT JOIN datatype_fits AS f ON f.datatype = l.datatype AND f.wider = r.datatype
LEFT JOIN number_range AS n ON n.datatype = r.datatype
WHERE l.valid = 1 AND l.value IS NOT NULL AND f.wider IS NULL AND (
  n.datatype IS NULL OR l.whole IS NULL
  OR l.number < n.least OR l.number > n.greatest OR l.whole < n.whole)
