-- What has a value equal to the given one for the property is a member of the class of all that have it.
SELECT t.s AS s, :rdf_type AS p, r.class AS o
FROM triple AS t
JOIN has_value AS r ON r.property = t.p
JOIN equal_value AS e ON e.one = r.value AND e.other = t.o
