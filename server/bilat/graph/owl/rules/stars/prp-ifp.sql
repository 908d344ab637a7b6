-- The property leads here from one thing at most, so the things it leads from are the same as the first.
SELECT a.s AS s, :owl_sameAs AS p, b.s AS o
FROM triple AS a
JOIN (
  SELECT min(t.s) AS s, t.p, t.o
  FROM triple AS t
  JOIN inverse_functional_property AS f ON f.property = t.p
  WHERE t.s > 0
  GROUP BY t.p, t.o
  HAVING min(t.s) < max(t.s)
) AS b ON b.p = a.p AND b.o = a.o
WHERE a.s > b.s
