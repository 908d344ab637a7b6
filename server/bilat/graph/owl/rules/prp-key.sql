-- Members of the class that share the value of its key are the same.
SELECT x.s AS s, k.result AS p, y.s AS o
FROM triple AS x
JOIN key_first AS k ON k.property = x.p
JOIN triple AS cx ON cx.p = :rdf_type AND cx.s = x.s AND cx.o = k.class
JOIN triple AS y ON y.p = k.property AND y.o = x.o
JOIN triple AS cy ON cy.p = :rdf_type AND cy.s = y.s AND cy.o = k.class
WHERE x.s > 0 AND x.s < y.s
