-- A member of this class has one value of the kind at most, so its values of it are the same as the first.
SELECT a.o AS s, :owl_sameAs AS p, b.o AS o
FROM triple AS a
JOIN (
  SELECT t.s, t.p, k.o AS kind, min(t.o) AS o
  FROM triple AS u
  JOIN max_one_of AS r ON r.class = u.o
  JOIN triple AS t ON t.p = r.property AND t.s = u.s
  JOIN triple AS k ON k.p = :rdf_type AND k.s = t.o AND k.o = r.filler
  WHERE u.p = :rdf_type AND t.o > 0
  GROUP BY t.s, t.p, k.o
  HAVING min(t.o) < max(t.o)
) AS b ON b.p = a.p AND b.s = a.s
JOIN triple AS k ON k.p = :rdf_type AND k.s = a.o AND k.o = b.kind
WHERE a.o > b.o
