-- A member of this class has one value at most for the property, so its values are the same as the first.
SELECT a.o AS s, :owl_sameAs AS p, b.o AS o
FROM triple AS a
JOIN (
  SELECT t.s, t.p, min(t.o) AS o
  FROM triple AS u
  JOIN max_one_thing AS r ON r.class = u.o
  JOIN triple AS t ON t.p = r.property AND t.s = u.s
  WHERE u.p = :rdf_type AND t.o > 0
  GROUP BY t.s, t.p
  HAVING min(t.o) < max(t.o)
) AS b ON b.p = a.p AND b.s = a.s
WHERE a.o > b.o
