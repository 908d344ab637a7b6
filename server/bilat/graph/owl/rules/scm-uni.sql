-- Each part of a union is below the union.
SELECT u.member AS s, :rdfs_subClassOf AS p, u.class AS o
FROM union_member AS u
