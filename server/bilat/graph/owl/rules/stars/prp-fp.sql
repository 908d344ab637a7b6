-- The property leads to one thing at most, so the things it leads to from here are the same as the first.
SELECT a.o AS s, :owl_sameAs AS p, b.o AS o
FROM triple AS a
JOIN (
  SELECT t.s, t.p, min(t.o) AS o
  FROM triple AS t
  JOIN functional_property AS f ON f.property = t.p
  WHERE t.o > 0
  GROUP BY t.s, t.p
  HAVING min(t.o) < max(t.o)
) AS b ON b.p = a.p AND b.s = a.s
WHERE a.o > b.o
