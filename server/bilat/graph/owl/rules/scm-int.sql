-- An intersection is below each of its parts.
SELECT i.class AS s, :rdfs_subClassOf AS p, i.member AS o
FROM intersection AS i
