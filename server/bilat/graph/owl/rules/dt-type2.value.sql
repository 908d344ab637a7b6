-- A literal is a member of the datatypes of numbers that its value lies in.
SELECT t.o AS s, :rdf_type AS p, n.datatype AS o
FROM triple AS t
JOIN literal AS l ON l.id = t.o
JOIN datatype_within AS d ON d.wider = d.datatype
JOIN number_range AS n ON n.datatype = d.datatype
WHERE l.valid = 1 AND l.whole >= n.whole AND (n.least IS NULL OR l.number >= n.least) AND (n.greatest IS NULL
  OR l.number <= n.greatest)
