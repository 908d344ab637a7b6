-- All values that a member of this class has for the property are of the given class.
SELECT t.o AS s, u.p AS p, r.filler AS o
FROM triple AS u
JOIN all_values AS r ON r.class = u.o
JOIN triple AS t ON t.p = r.property AND t.s = u.s
WHERE u.p = :rdf_type AND (t.o > 0 OR r.literals = 1)
