-- Each member of this class has the given value for the property.
SELECT t.s AS s, r.property AS p, r.value AS o
FROM triple AS t
JOIN has_value AS r ON r.class = t.o
WHERE t.p = :rdf_type
