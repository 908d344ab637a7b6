-- A thing that a class lists is a member of the class.
SELECT e.member AS s, :rdf_type AS p, e.class AS o
FROM one_of AS e
