-- Whatever has the property is a member of the property's domain.
SELECT t.s AS s, :rdf_type AS p, d.class AS o
FROM triple AS t
JOIN property_domain AS d ON d.property = t.p
