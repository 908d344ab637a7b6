-- {a.s} is a member of both {a.o} and {b.o}, of which one is the complement of the other.
SELECT a.s AS s, a.p AS p, a.o AS o
FROM triple AS a
JOIN complement_class AS r ON r.one = a.o
JOIN triple AS b ON b.p = :rdf_type AND b.s = a.s AND b.o = r.other
WHERE a.p = :rdf_type
