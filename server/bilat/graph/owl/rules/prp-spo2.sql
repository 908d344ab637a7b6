-- A chain of properties from one thing to another amounts to this property.
SELECT a.s AS s, c.result AS p, b.o AS o
FROM triple AS a
JOIN property_chain AS c ON c.head = a.p
JOIN triple AS b ON b.p = c.tail AND b.s = a.o
