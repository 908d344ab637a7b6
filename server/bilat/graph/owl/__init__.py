"""What follows by OWL 2 RL, why it does, and what contradicts itself.

The way of a triple: `reason` has `encode` make numbers of terms, and `saturate` run each `rule` for which
there are `kinds` of triples, in a `workspace`, joined with the relations that `axioms` makes of the ontology;
`renaming` puts one name in place of all that the `same` thing has, and `useful` leaves out what says nothing.
`why` explains what follows and `inconsistency` what contradicts itself. Axioms that no rule acts on are named
by `profile`.
"""
