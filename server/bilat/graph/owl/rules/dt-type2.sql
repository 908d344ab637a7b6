-- A literal is a member of its datatype and of the wider ones.
SELECT t.o AS s, :rdf_type AS p, d.wider AS o
FROM triple AS t
JOIN literal AS l ON l.id = t.o
JOIN datatype_within AS d ON d.datatype = l.datatype
WHERE l.valid = 1
