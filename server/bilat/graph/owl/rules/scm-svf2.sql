-- Having some such value for a property implies having one for the property above.
SELECT a.s AS s, :rdfs_subClassOf AS p, b.s AS o
FROM triple AS a
JOIN triple AS b ON b.p = :owl_someValuesFrom AND b.o = a.o
JOIN triple AS pa ON pa.p = :owl_onProperty AND pa.s = a.s
JOIN triple AS pb ON pb.p = :owl_onProperty AND pb.s = b.s
JOIN triple AS u ON u.p = :rdfs_subPropertyOf AND u.s = pa.o AND u.o = pb.o
WHERE a.p = :owl_someValuesFrom
