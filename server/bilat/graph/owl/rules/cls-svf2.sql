-- What has the property with any value belongs to the class of all that have some value.
SELECT t.s AS s, :rdf_type AS p, r.class AS o
FROM triple AS t
JOIN some_thing AS r ON r.property = t.p
