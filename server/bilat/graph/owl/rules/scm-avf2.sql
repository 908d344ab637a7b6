-- Having only such values for a property implies the same of the property below.
SELECT b.s AS s, :rdfs_subClassOf AS p, a.s AS o
FROM triple AS a
JOIN triple AS b ON b.p = :owl_allValuesFrom AND b.o = a.o
JOIN triple AS pa ON pa.p = :owl_onProperty AND pa.s = a.s
JOIN triple AS pb ON pb.p = :owl_onProperty AND pb.s = b.s
JOIN triple AS u ON u.p = :rdfs_subPropertyOf AND u.s = pa.o AND u.o = pb.o
WHERE a.p = :owl_allValuesFrom
