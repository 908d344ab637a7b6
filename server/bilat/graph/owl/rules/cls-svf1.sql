-- What has the property with a value of the class belongs to the class of all that have some such value.
SELECT t.s AS s, :rdf_type AS p, r.class AS o
FROM triple AS t
JOIN some_values AS r ON r.property = t.p
JOIN triple AS v ON v.p = :rdf_type AND v.s = t.o AND v.o = r.filler
