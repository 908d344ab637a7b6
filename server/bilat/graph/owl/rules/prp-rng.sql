-- Whatever the property leads to is a member of the property's range.
SELECT t.o AS s, :rdf_type AS p, r.class AS o
FROM triple AS t
JOIN property_range AS r ON r.property = t.p
WHERE t.o > 0 OR r.literals = 1
