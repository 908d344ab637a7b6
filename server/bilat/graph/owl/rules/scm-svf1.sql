-- Having some value of a class implies having some value of the class above.
SELECT a.s AS s, :rdfs_subClassOf AS p, b.s AS o
FROM triple AS a
JOIN triple AS pa ON pa.p = :owl_onProperty AND pa.s = a.s
JOIN triple AS pb ON pb.p = :owl_onProperty AND pb.o = pa.o
JOIN triple AS b ON b.p = :owl_someValuesFrom AND b.s = pb.s
JOIN triple AS u ON u.p = :rdfs_subClassOf AND u.s = a.o AND u.o = b.o
WHERE a.p = :owl_someValuesFrom
