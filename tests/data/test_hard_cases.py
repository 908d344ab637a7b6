"""The cases in which a careless model says more, or less, than the documents do.

Each test asks the stated data, nothing inferred: a path in a query follows what stands there.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[[str], list[tuple[str, ...]]]


def one(ask: Ask, query: str) -> set[str]:
    """Return the first column of a query."""
    return {row[0] for row in ask(query)}


# The EU and what is like it.


def test_five_european_things_are_five(ask: Ask) -> None:
    """EU, Europe, Commission, Member States and European companies are things of their own, none the same."""
    found = ask("""
        SELECT ?thing (GROUP_CONCAT(?type; separator=" ") AS ?types) {
          VALUES ?thing { id:european-union region:europe id:european-commission id:eu-member-states
                          id:european-companies }
          { SELECT ?thing ?type { ?thing a ?class BIND(STRAFTER(STR(?class), "#") AS ?type) }
            ORDER BY ?type } }
        GROUP BY ?thing""")
    assert found == [
        ("id:eu-member-states", "Actor Collective Place"),
        ("id:european-commission", "PublicBody"),
        ("id:european-companies", "Actor Collective"),
        ("id:european-union", "RegionalOrganisation"),
        ("region:europe", "Concept Region"),
    ]
    assert not ask("ASK { ?one owl:sameAs ?other }")


def test_the_eu_side_of_5g_declarations_is_found_at_either_level(ask: Ask) -> None:
    """The Commission is party in one, the EU in the other; the side is the same."""
    assert ask("""
        SELECT ?text ?actor { ?text bilat:kind kind:joint-declaration ; bilat:topic topic:5g ;
          bilat:hasParticipation [ bilat:side side:eu ; bilat:actor ?actor ] }""") == [
        ("id:japan-5g-declaration", "id:european-union"),
        ("id:korea-5g-declaration", "id:european-commission"),
    ]


def test_what_is_of_the_eu_and_what_is_european_stay_apart(ask: Ask) -> None:
    """Companies and business are those of the EU or of Europe, as the words of each passage have it."""
    assert ask("""
        SELECT ?g ?who ?of { VALUES ?who { id:eu-ict-industry id:eu-ict-business id:eu-legal-framework
            id:european-ict-industry id:european-ict-companies id:european-business id:european-research }
          GRAPH ?g { ?who bilat:belongsTo|bilat:locatedIn ?of } }""") == [
        ("a:3", "id:eu-legal-framework", "id:european-union"),
        ("a:3", "id:european-ict-industry", "region:europe"),
        ("a:6", "id:eu-ict-industry", "id:european-union"),
        ("a:7", "id:european-business", "region:europe"),
        ("a:7", "id:european-research", "region:europe"),
        ("b:11", "id:eu-ict-business", "id:european-union"),
        ("b:9", "id:european-ict-companies", "region:europe"),
    ]


# Declarations on 5G.


def test_there_are_three_5g_declarations(ask: Ask) -> None:
    """With China, Japan and South Korea."""
    found = one(ask, "SELECT ?x { ?x bilat:kind kind:joint-declaration ; bilat:topic topic:5g }")
    assert found == {"id:china-5g-declaration", "id:japan-5g-declaration", "id:korea-5g-declaration"}


@pytest.mark.parametrize(
    ("declaration", "date", "place"),
    [("korea", {"2014-06-16"}, {"id:seoul"}), ("japan", set(), set()), ("china", set(), set())],
)
def test_dates_and_places_of_5g_declarations(
    ask: Ask, declaration: str, date: set[str], place: set[str]
) -> None:
    """Only the Korean one has them: no date or place is invented, or taken over from a neighbour."""
    path = f"id:{declaration}-5g-declaration bilat:hasStep?/"
    times = "(bilat:date|bilat:begins|bilat:ends|bilat:since|bilat:earliest|bilat:latest)"
    assert one(ask, f"SELECT ?x {{ {path}{times} ?x }}") == date
    assert one(ask, f"SELECT ?x {{ {path}bilat:place ?x }}") == place


def test_the_chinese_declaration_is_only_mentioned(ask: Ask) -> None:
    """Neither parties nor steps; it is known as a result of the dialogue."""
    assert not ask("ASK { id:china-5g-declaration bilat:hasParticipation|bilat:hasStep ?x }")
    assert one(ask, "SELECT ?x { ?x bilat:ledTo id:china-5g-declaration }") == {"id:china-ict-dialogue"}


def test_the_memorandum_comes_before_the_declaration(ask: Ask) -> None:
    """The order of the Japanese texts is a relation; the memorandum alone has day and place."""
    assert ask("""
        SELECT ?date ?place { id:japan-5g-declaration bilat:precededBy ?mou .
          ?mou bilat:kind kind:memorandum-of-understanding ; bilat:hasStep ?step .
          ?step bilat:stepKind step:signed ; bilat:date ?date ; bilat:place ?place }""") == [
        ("2015-03-25", "id:frankfurt")
    ]
    assert one(ask, "SELECT ?x { id:korea-industry-mou bilat:precededBy ?x }") == {"id:korea-5g-declaration"}
    assert not ask("ASK { id:korea-industry-mou bilat:hasStep?/(bilat:date|bilat:earliest) ?x }")


def test_sides_of_the_memorandum_rest_on_word_order(ask: Ask) -> None:
    """Two associations, one on each side, and on what that reading rests."""
    assert ask("""
        SELECT ?actor ?side ?basis { id:japan-5g-mou bilat:hasParticipation ?part .
          ?part bilat:actor ?actor ; bilat:side ?side OPTIONAL { ?part bilat:basis ?basis } }""") == [
        ("id:5gppp", "side:eu", "basis:word-order"),
        ("id:arib", "side:partner", "basis:word-order"),
    ]
    assert not ask("ASK { VALUES ?x { id:5gppp id:arib } ?x bilat:side|bilat:belongsTo ?y }")


# Plans.


def test_plans_are_not_among_what_is_there(ask: Ask) -> None:
    """Nothing is planned and also running, done or asserted as a fact of its own."""
    assert not ask("""
        SELECT ?x ?y {
          { ?x bilat:status status:planned , ?y }
          UNION { ?x bilat:modality modality:planned ; bilat:status ?y }
          FILTER(?y != status:planned) }""")
    assert not ask("SELECT ?x { ?x bilat:modality modality:planned , modality:asserted }")


def test_steps_and_events_say_whether_they_happened(ask: Ask) -> None:
    """Each is done or planned, as its modality is, so that one pattern finds what is still to come."""
    point = "{ ?x a bilat:Step } UNION { ?x a bilat:Event } ?x bilat:modality modality"
    for modality, status in (("asserted", "done"), ("planned", "planned")):
        assert ask(f"ASK {{ {point}:{modality} ; bilat:status status:{status} }}")
        assert not ask(
            f"ASK {{ {point}:{modality} FILTER NOT EXISTS {{ ?x bilat:status status:{status} }} }}"
        )


def test_running_dialogues_leave_the_planned_one_out(ask: Ask) -> None:
    """The dialogue with South Korea is planned, and so not among those that run."""
    running = one(ask, "SELECT ?x { ?x bilat:form form:dialogue ; bilat:status status:running }")
    assert running == {"id:china-ict-dialogue", "id:japan-cyber-dialogue", "id:japan-ict-dialogue"}
    planned = one(ask, "SELECT ?x { ?x bilat:form form:dialogue ; bilat:modality modality:planned }")
    assert planned == {"id:korea-ict-dialogue"}
    step = "bilat:hasStep [ bilat:stepKind ?kind ; bilat:status ?status ]"
    assert ask(f"SELECT ?kind ?status {{ id:korea-ict-dialogue {step} }}") == [
        ("step:established", "status:planned")
    ]


def test_the_joint_call_is_foreseen(ask: Ask) -> None:
    """Two years, and a launch that has no date and has not happened."""
    assert ask(
        "SELECT ?b ?e ?s { id:korea-joint-call bilat:begins ?b ; bilat:ends ?e ; bilat:status ?s }"
    ) == [("2016", "2017", "status:planned")]
    assert ask(
        "SELECT ?p ?o { id:korea-joint-call--launched ?p ?o FILTER(?p IN (bilat:status, bilat:date)) }"
    ) == [("bilat:status", "status:planned")]
    assert not ask("ASK { ?call bilat:hasStep [ bilat:stepKind step:launched ; bilat:status status:done ] }")


def test_regular_is_not_annual(ask: Ask) -> None:
    """What is held regularly has no other frequency; what is annual is said to be."""
    query = "SELECT ?x ?y { ?x bilat:frequency frequency:regular , ?y }"
    assert ask(query) == [
        ("id:korea-ict-dialogue", "frequency:regular"),
        ("id:policy-dialogues", "frequency:regular"),
    ]
    assert one(ask, "SELECT ?x { ?x bilat:frequency frequency:annual }") == {
        "id:china-ict-dialogue",
        "id:japan-cyber-dialogue",
        "id:japan-ict-dialogue",
        "id:korea-st-committee",
        "id:telmin-meetings",
        "id:telsom-meetings",
    }


# Groups, dialogues and agreements.


def test_both_named_co_chairs_are_of_the_eu(ask: Ask) -> None:
    """No Chinese co-chair is stated."""
    assert ask("""
        SELECT ?actor ?side { ?thing bilat:hasParticipation
          [ bilat:role role:co-chair ; bilat:actor ?actor ; bilat:side ?side ] }""") == [
        ("id:dg-connect", "side:eu"),
        ("id:eeas", "side:eu"),
    ]


def test_two_working_groups_are_two(ask: Ask) -> None:
    """The Korean group has no parent and nothing to do with the Indian one."""
    assert not ask(
        "ASK { { id:korea-ict-working-group bilat:partOf|bilat:within ?x } UNION "
        "{ ?x bilat:hasPart id:korea-ict-working-group } }"
    )
    assert not ask("ASK { id:korea-ict-working-group ?p id:india-joint-ict-working-group }")
    assert not ask("ASK { id:india-joint-ict-working-group ?p id:korea-ict-working-group }")
    assert not ask("ASK { id:korea-st-committee ?p id:korea-ict-working-group }")


def test_two_key_agreements_are_counted_and_not_identified(ask: Ask) -> None:
    """A number and a gap; no agreement that is named nearby is one of them."""
    assert one(ask, "SELECT ?n { id:korea-key-agreements bilat:memberCount ?n }") == {"2"}
    assert not ask("ASK { id:korea-key-agreements bilat:hasPart|^bilat:partOf|bilat:name ?x }")
    assert ask("ASK { ?gap bilat:subject id:korea-key-agreements ; bilat:gapKind gap:unidentified }") == [()]


def test_the_cut_off_title_is_not_completed_as_a_fact(ask: Ask) -> None:
    """No passage gives a name; the label is ours and says so; the gap is recorded."""
    assert not ask("ASK { id:korea-st-agreement bilat:name ?x }")
    (label,) = one(ask, "SELECT ?x { GRAPH graph:editorial { id:korea-st-agreement rdfs:label ?x } }")
    assert "completed by us" in label
    assert ask("ASK { ?gap bilat:subject id:korea-st-agreement ; bilat:gapKind gap:cut-off-title }") == [()]
    assert one(ask, "SELECT ?x { id:korea-st-agreement--entered-into-force bilat:date ?x }") == {"2007"}


def test_the_meeting_in_tokyo_and_the_dialogue_are_two(ask: Ask) -> None:
    """One is biennial and has a place; the other is annual, has run for long and has none."""
    query = "SELECT ?f ?m {{ id:{0} bilat:frequency ?f OPTIONAL {{ id:{0} bilat:place ?m }} }}"
    assert ask(query.format("japan-meti-meeting")) == [("frequency:biennial", "id:tokyo")]
    assert ask(query.format("japan-ict-dialogue")) == [("frequency:annual", "None")]


def test_more_than_twenty_years_is_no_year(ask: Ask) -> None:
    """A duration with a bound; nothing computes a beginning from it."""
    assert ask("""
        SELECT ?value ?unit ?bound { [] bilat:subject id:japan-ict-dialogue ; bilat:measure measure:duration ;
          bilat:value ?value ; bilat:unit ?unit ; bilat:bound ?bound }""") == [
        ("20", "unit:year", "bound:more-than")
    ]
    assert not ask(
        "ASK { id:japan-ict-dialogue bilat:since|bilat:date|bilat:begins|bilat:earliest|bilat:latest ?x }"
    )


def test_an_ad_hoc_group_is_not_said_to_meet(ask: Ask) -> None:
    """B05 says what the group is for, not how often it meets."""
    assert not ask("ASK { id:china-economics-expert-group bilat:frequency ?often }")
    assert one(ask, "SELECT ?x { id:china-economics-expert-group bilat:quality ?x }") == {"quality:ad-hoc"}


def test_what_a_committee_does_is_no_aim(ask: Ask) -> None:
    """B40 says what happens at the S&T committee, and nothing that it wants."""
    assert not ask("ASK { id:korea-st-committee bilat:objective ?x }")
    assert one(ask, "SELECT ?x { id:korea-st-committee ^bilat:within/bilat:form ?x }") == {
        "form:discussion",
        "form:review",
    }


def test_partners_whom_a_sentence_leaves_out_rest_on_context(ask: Ask) -> None:
    """B21 speaks of bilateral cooperation and names neither side."""
    assert one(ask, "SELECT ?x { id:japan-ict-cooperation bilat:hasParticipation/bilat:basis ?x }") == {
        "basis:context"
    }
    assert not ask("""ASK { id:japan-ict-cooperation bilat:hasParticipation ?part
        FILTER NOT EXISTS { ?part bilat:basis ?x } }""")


def test_council_demands_are_the_councils(ask: Ask) -> None:
    """Each is attributed to the Council and its conclusions, and is nobody else's objective."""
    demands = one(ask, "SELECT ?x { id:council-conclusions-digital bilat:objective/bilat:hasPart* ?x }")
    assert len(demands) >= 5
    for demand in demands:
        owners = one(ask, f"SELECT ?x {{ {demand} bilat:attributedTo ?x }}")
        assert owners == {"id:council-conclusions-digital", "id:council-of-the-eu"}, demand
        pursuers = one(ask, f"SELECT ?x {{ ?x bilat:objective {demand} }}")
        assert pursuers <= {"id:council-conclusions-digital"}, demand


# Projects.


def test_picasso_has_unnamed_groups_in_one_node(ask: Ask) -> None:
    """Three technology groups are one node with their number; the policy group has its name."""
    assert ask("""
        SELECT ?group ?number ?name { id:picasso bilat:hasPart ?group . ?group bilat:form form:expert-group
          OPTIONAL { ?group bilat:memberCount ?number } OPTIONAL { ?group bilat:name ?name } }""") == [
        ("id:picasso-policy-group", "None", "ICT Policy Expert Group"),
        ("id:picasso-technology-groups", "3", "None"),
    ]
    assert one(ask, "SELECT ?n { id:picasso-specialists bilat:memberCount ?n }") == {"24"}


def test_the_number_of_specialists_is_that_of_all_groups(ask: Ask) -> None:
    """They are 24 in the groups together: no group has them all, and who is in which is a gap."""
    groups = ("id:picasso-policy-group", "id:picasso-technology-groups")
    assert ask("""
        SELECT ?group { id:picasso bilat:hasParticipation ?part .
          ?part bilat:actor id:picasso-specialists ; bilat:within ?group }""") == [(g,) for g in groups]
    for group in groups:
        assert not ask(f"ASK {{ {group} bilat:hasParticipation ?part }}")
        assert ask(f"ASK {{ ?gap bilat:subject {group} ; bilat:missing bilat:hasParticipation }}")


def test_picasso_names_four_technologies(ask: Ask) -> None:
    """And they stand with its research focus."""
    assert one(ask, "SELECT ?x { id:picasso-research-focus bilat:topic ?x }") == {
        "topic:5g",
        "topic:big-data",
        "topic:cyber-physical-systems",
        "topic:iot",
    }


def test_projects_have_manager_and_funding_by_their_list(ask: Ask) -> None:
    """Said once for the list; each of five projects has it with two passages: the list's and its own."""
    assert ask("""
        SELECT ?order ?project ?own ?programme ?manager ?common {
          GRAPH ?own { ?project bilat:listedIn ?list ; bilat:order ?order }
          GRAPH ?common { ?list bilat:fundedBy ?programme ; bilat:managedBy ?manager } }""") == [
        ("1", "id:picasso", "a:28", "id:horizon-2020", "id:european-commission", "a:27"),
        ("2", "id:discovery", "a:33", "id:horizon-2020", "id:european-commission", "a:27"),
        ("3", "id:idealist2018", "a:35", "id:horizon-2020", "id:european-commission", "a:27"),
        ("4", "id:epic", "a:38", "id:horizon-2020", "id:european-commission", "a:27"),
        ("5", "id:ist-africa", "a:45", "id:horizon-2020", "id:european-commission", "a:27"),
    ]
    assert not ask("ASK { ?x a bilat:Project ; bilat:fundedBy|bilat:managedBy ?y }")
    assert ask("ASK { bilat:fundedBy owl:propertyChainAxiom ( bilat:listedIn bilat:fundedBy ) }") == [()]


def test_every_project_of_the_list_is_called_a_project(ask: Ask) -> None:
    """The list is one of projects, though one of its items is called an action in its own words."""
    assert one(ask, "SELECT ?x { ?x bilat:listedIn ?list ; bilat:form form:project }") == {
        "id:picasso",
        "id:discovery",
        "id:idealist2018",
        "id:epic",
        "id:ist-africa",
    }
    assert one(ask, "SELECT ?x { id:discovery bilat:form ?x }") == {"form:action", "form:project"}


def test_the_specialists_pursue_what_they_work_on(ask: Ask) -> None:
    """They work on gaps and dialogue together: the aims are theirs as well as those of project and groups."""
    aims = {"id:picasso-policy-gaps", "id:picasso-stimulate-dialogue"}
    for who in ("picasso-specialists", "picasso-technology-groups", "picasso-policy-group"):
        assert one(ask, f"SELECT ?x {{ GRAPH a:30 {{ id:{who} bilat:objective ?x }} }}") == aims


def test_three_projects_name_horizon_2020_themselves(ask: Ask) -> None:
    """DISCOVERY, Idealist2018 and IST-Africa: in passages of their own."""
    found = one(ask, "SELECT ?g { GRAPH ?g { { ?x ?p id:horizon-2020 } UNION { id:horizon-2020 ?p ?x } } }")
    assert {"a:33", "a:35", "a:49"} <= found
    assert not {f"a:{number}" for number in (28, 29, 30, 31, 32, 38, 39, 40)} & found


def test_countries_that_are_counted_are_not_listed(ask: Ask) -> None:
    """17 and 16 are plain numbers of collectives without members; no axiom counts anything."""
    assert ask("""
        SELECT ?x ?n { VALUES ?x { id:ist-africa-partner-countries id:asem-asian-countries }
          ?x bilat:memberCount ?n }""") == [
        ("id:asem-asian-countries", "16"),
        ("id:ist-africa-partner-countries", "17"),
    ]
    assert not ask("""ASK { VALUES ?x { id:ist-africa-partner-countries id:asem-asian-countries }
        ?x bilat:hasPart|^bilat:partOf ?y }""")
    assert not ask(
        "ASK { ?x owl:cardinality|owl:qualifiedCardinality|owl:maxCardinality|owl:minCardinality ?y }"
    )


def test_epic_has_three_partner_countries(ask: Ask) -> None:
    """Named, and so both counted and listed."""
    expected = {"id:australia", "id:new-zealand", "id:singapore"}
    assert one(ask, "SELECT ?x { id:epic-partner-countries bilat:hasPart ?x }") == expected
    assert one(ask, "SELECT ?x { id:epic bilat:hasParticipation/bilat:actor ?x }") == expected


def test_contact_points_of_two_kinds_of_countries_are_not_the_eus(ask: Ask) -> None:
    """They are from Member States and Associated Countries, and so do not belong to the EU as a whole."""
    assert ask("SELECT ?of { id:less-experienced-ncps bilat:locatedIn ?of }") == [
        ("id:associated-countries",),
        ("id:eu-member-states",),
    ]
    assert not ask("ASK { id:less-experienced-ncps bilat:belongsTo ?x }")


# Figures.


def test_around_stands_with_the_first_share_only(ask: Ask) -> None:
    """Shares of the Japanese market: decimal and fraction, and one of them approximate."""
    assert ask("""
        SELECT ?topic ?value ?n ?d ?bound { ?x bilat:measure measure:market-share ; bilat:topic ?topic ;
          bilat:value ?value ; bilat:numerator ?n ; bilat:denominator ?d ; bilat:bound ?bound }""") == [
        ("topic:communications-infrastructure", "0.2", "1", "5", "bound:around"),
        ("topic:telecommunications-services", "0.4", "2", "5", "bound:exactly"),
    ]


def test_figures_without_a_qualifier_are_not_said_to_be_exact(ask: Ask) -> None:
    """Two fifths, 20 percent, 25: the sources leave open how exact they are."""
    assert one(ask, "SELECT ?label { bound:exactly skos:prefLabel ?label }") == {"as given"}


def test_figures_of_india_are_two(ask: Ask) -> None:
    """Subscribers without a year, Internet users in 2015."""
    assert ask("""
        SELECT ?x ?value ?bound ?date { ?x bilat:subject id:india ; bilat:value ?value ; bilat:bound ?bound
          OPTIONAL { ?x bilat:date ?date } }""") == [
        ("id:india-internet-users", "300000000", "bound:reached", "2015"),
        ("id:india-mobile-subscribers", "900000000", "bound:more-than", "None"),
    ]


def test_the_export_increase_is_a_claim(ask: Ask) -> None:
    """Attributed to the agreement, and no plain figure."""
    assert ask("""
        SELECT ?x ?to ?modality { ?x bilat:measure measure:export-increase ; bilat:value 20 ;
          bilat:attributedTo ?to ; bilat:modality ?modality }""") == [
        ("id:korea-export-increase", "id:eu-korea-free-trade-agreement", "modality:evaluative")
    ]


def test_figures_have_unit_and_bound(ask: Ask) -> None:
    """Each observation says what it counts, in what, and how exactly."""
    parts = ("value", "unit", "bound", "measure", "subject", "modality")
    missing = " UNION ".join(
        f'{{ ?x a bilat:Observation FILTER NOT EXISTS {{ ?x bilat:{part} ?y }} BIND("{part}" AS ?part) }}'
        for part in parts
    )
    assert ask("SELECT ?x { ?x a bilat:Observation }")
    assert not ask(f"SELECT ?x ?part {{ {missing} }}")


# Posts and persons.


def test_posts_by_kind_place_and_employer(ask: Ask) -> None:
    """Two counsellors, an expert, a seconded expert; the Beijing post has no employer, the last no city."""
    assert ask("""
        SELECT ?post ?kind ?station ?employer { ?post a bilat:Post ; bilat:kind ?kind ; bilat:station ?station
          OPTIONAL { ?post bilat:employer ?employer } }""") == [
        ("id:post-beijing", "kind:ict-counsellor", "id:beijing", "None"),
        ("id:post-delhi", "kind:ict-counsellor", "id:delhi", "id:european-commission"),
        ("id:post-tokyo", "kind:ict-expert", "id:tokyo", "id:european-commission"),
        ("id:sesei", "kind:seconded-standardisation-expert", "id:india", "None"),
    ]


def test_the_seconded_expert_is_sent_by_three_and_supported_by_one(ask: Ask) -> None:
    """Three standards bodies second, the Commission supports."""
    assert one(ask, "SELECT ?x { id:sesei bilat:secondedBy ?x }") == {"id:cen", "id:cenelec", "id:etsi"}
    assert one(ask, "SELECT ?x { id:sesei bilat:supportedBy ?x }") == {"id:european-commission"}


def test_holders_of_posts_are_not_named(ask: Ask) -> None:
    """No post leads to a person."""
    assert not ask(
        "ASK { ?post a bilat:Post . ?person a bilat:Person { ?post ?p ?person } UNION { ?person ?p ?post } }"
    )


def test_the_only_person_has_no_first_name(ask: Ask) -> None:
    """One person, with family name and title as the document gives them."""
    assert ask(
        "SELECT ?x ?name ?title { ?x a bilat:Person ; bilat:name ?name ; bilat:personTitle ?title }"
    ) == [("id:ansip", "Ansip", "Vice President")]
    assert one(ask, "SELECT ?y { ?x a bilat:Person ; rdfs:label|skos:altLabel|bilat:name ?y }") == {
        "Ansip",
        "Vice President Ansip",
    }


def test_the_side_of_the_only_person_is_ours(ask: Ask) -> None:
    """No passage says of whom Ansip is vice president."""
    assert one(ask, "SELECT ?g { GRAPH ?g { id:ansip bilat:side side:eu } }") == {"graph:editorial"}
    assert not ask("ASK { ?part bilat:actor id:ansip ; bilat:side ?side }")


# Topics, places and organisations.


def test_kinds_of_security_are_related_and_not_merged(ask: Ask) -> None:
    """Four concepts, linked with each other, none broader than another."""
    security = (
        "cybersecurity",
        "internet-trust-and-security",
        "network-and-information-security",
        "security",
    )
    values = " ".join(f"topic:{name}" for name in security)
    found = ask(
        f"SELECT ?x (COUNT(DISTINCT ?y) AS ?n) {{ VALUES ?x {{ {values} }} VALUES ?y {{ {values} }} "
        "?x a skos:Concept . ?x skos:related|^skos:related ?y } GROUP BY ?x"
    )
    assert {topic for topic, _ in found} == {f"topic:{name}" for name in security}
    assert not ask(
        f"SELECT ?x {{ VALUES ?x {{ {values} }} VALUES ?y {{ {values} }} "
        "?x skos:broader|skos:exactMatch|owl:sameAs ?y }"
    )


@pytest.mark.parametrize(
    ("thing", "type_"),
    [
        ("id:asean", "bilat:RegionalOrganisation"),
        ("id:asem", "bilat:Process"),
        ("id:brunei-darussalam", "bilat:Country"),
        ("region:asia-pacific", "bilat:Region"),
    ],
)
def test_organisations_processes_and_places(ask: Ask, thing: str, type_: str) -> None:
    """ASEAN is an organisation, ASEM a process, and neither is a place."""
    types = one(ask, f"SELECT ?x {{ {thing} a ?x }}") - {"skos:Concept"}
    assert types == {type_}


def test_asem_addresses_three_kinds_of_issues(ask: Ask) -> None:
    """Dialogue and cooperation are what it is, not what it is about."""
    assert one(ask, "SELECT ?x { id:asem bilat:topic ?x }") == {
        "topic:cultural-issues",
        "topic:economic-issues",
        "topic:political-issues",
    }
    assert one(ask, "SELECT ?x { id:asem bilat:aspect ?x }") == {"topic:cooperation", "topic:dialogue"}


def test_services_that_nobody_names_are_no_body(ask: Ask) -> None:
    """A body has a name of its own; the services of the Commission are various."""
    assert one(ask, "SELECT ?x { id:commission-services a ?x }") == {"bilat:Actor", "bilat:Collective"}


@pytest.mark.parametrize(
    ("thing", "name", "passages"),
    [
        ("id:european-commission", "Commission", {"a:3", "b:10"}),
        ("id:eu-member-states", "European Union Member States", {"b:47"}),
        ("id:south-korea", "Korea", {"b:38"}),
        ("id:united-states", "US", {"a:28"}),
        ("topic:ict", "ICT", {"a:2", "b:38"}),
    ],
)
def test_short_names_stand_where_a_document_gives_them(
    ask: Ask, thing: str, name: str, passages: set[str]
) -> None:
    """They are names of the sources, and so not ours."""
    found = one(
        ask,
        f'SELECT ?g {{ GRAPH ?g {{ {thing} bilat:name|bilat:abbreviation ?x FILTER(STR(?x) = "{name}") }} }}',
    )
    assert found == passages
    assert not ask(
        f'ASK {{ GRAPH graph:editorial {{ {thing} skos:altLabel ?x FILTER(STR(?x) = "{name}") }} }}'
    )


def test_brunei_only_hosts_a_meeting(ask: Ask) -> None:
    """It takes part in nothing and belongs to nothing."""
    uses = ask("SELECT DISTINCT ?p { GRAPH ?g { ?s ?p id:brunei-darussalam } ?g a bilat:Passage }")
    assert uses == [("bilat:place",)]
    assert not ask("ASK { GRAPH ?g { id:brunei-darussalam ?p ?o } ?g a bilat:Passage }")


def test_no_member_of_asean_is_stated(ask: Ask) -> None:
    """Neither of the organisation nor of the group of its countries, in any layer."""
    members = "bilat:hasPart|^bilat:partOf|^bilat:belongsTo|bilat:member"
    countries = (
        f"SELECT ?x {{ VALUES ?a {{ id:asean id:asean-countries }} ?a ({members})+ ?x . ?x a bilat:Country }}"
    )
    assert not ask(countries)


def test_asean_lies_where_its_name_says(ask: Ask) -> None:
    """A question about Asia reaches what concerns ASEAN."""
    assert one(ask, "SELECT ?g { GRAPH ?g { id:asean bilat:locatedIn region:southeast-asia } }") == {"b:42"}
    assert ask(
        "ASK { id:asean-ict-cooperation bilat:hasParticipation/bilat:actor/bilat:locatedIn+ region:asia }"
    )


def test_there_are_ten_countries(ask: Ask) -> None:
    """Those that the documents name; Germany is not one of them, though Frankfurt is a city."""
    assert len(ask("SELECT ?x { ?x a bilat:Country }")) == 10
    assert not ask("ASK { id:frankfurt bilat:locatedIn ?x }")


@pytest.mark.parametrize(
    "outside",
    [
        "Leadership in Enabling",
        "Comité",
        "European Committee for",
        "European Telecommunications Standards",
        "Telecommunications and IT Ministers",
        "Senior Officials",
        "Regional EU-ASEAN Dialogue",
        "Framework Programme",
        "Association of Radio Industries",
        "Infrastructure Public Private",
        "Andrus",
        "Indonesia",
        "Viet",
        "Germany",
    ],
)
def test_nothing_from_outside_is_stated(ask: Ask, outside: str) -> None:
    """No expansion, first name, member or country that the documents lack, in any text of any layer."""
    assert not ask(
        f'SELECT ?x {{ ?x ?p ?y FILTER(isLiteral(?y) && CONTAINS(LCASE(STR(?y)), LCASE("{outside}"))) }}'
    )


# Lists, gaps, slips, dates.


@pytest.mark.parametrize(
    ("parent", "items"),
    [
        ("relations-activities-aims", 7),
        ("digital4development-priorities", 4),
        ("epic-objectives", 3),
        ("ist-africa-objectives", 4),
    ],
)
def test_lists_keep_order_and_parent(ask: Ask, parent: str, items: int) -> None:
    """One item for each of the list, numbered without a gap."""
    found = ask(f"SELECT ?n ?x {{ id:{parent} bilat:hasPart ?x . ?x bilat:order ?n }}")
    assert [int(number) for number, _ in found] == list(range(1, items + 1))


@pytest.mark.parametrize(
    ("item", "parts"),
    [
        ("aim-competitiveness", 2),
        ("aim-favourable-environment", 3),
        ("aim-standards-and-interoperability", 2),
        ("aim-research-excellence", 2),
        ("priority-skills", 2),
        ("epic-objective-priorities", 3),
        ("epic-objective-events", 2),
        ("ist-africa-linkages", 3),
    ],
)
def test_compound_objectives_have_atomic_parts(ask: Ask, item: str, parts: int) -> None:
    """An item that says several things has a part for each, and is one item still."""
    assert len(ask(f"SELECT ?x {{ id:{item} bilat:hasPart ?x . ?x a bilat:Objective }}")) == parts
    assert len(ask(f"SELECT ?n {{ id:{item} bilat:order ?n }}")) == 1


@pytest.mark.parametrize(
    ("thing", "of"),
    [
        ("policy-dialogues", "hasParticipation"),
        ("strategic-partners-of-the-eu", "hasPart"),
        ("mobile-payments-in-africa", "topic"),
        ("picasso-contributions", "topic"),
        ("similar-networks", "topic"),
        ("china-trade-research-activities", "hasExample"),
        ("india-working-group-information", "topic"),
        ("korea-ict-dialogue", "topic"),
    ],
)
def test_open_lists_are_marked(ask: Ask, thing: str, of: str) -> None:
    """Such as, for example, including, and others: a count over the list is a lower bound."""
    assert ask(f"ASK {{ id:{thing} bilat:openEnded bilat:{of} ; bilat:{of} ?x }}") == [()]


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("source:a", "no-title"),
        ("source:a", "unlabelled-date"),
        ("source:a", "label-without-value"),
        ("source:b", "no-title"),
        ("id:relations-geographical-areas", "missing-list"),
        ("id:digital4development-press-release", "lost-link"),
        ("id:korea-st-agreement", "cut-off-title"),
        ("id:ist-africa-partner-countries", "unidentified"),
        ("id:asem-asian-countries", "unidentified"),
        ("id:picasso-technology-groups", "unidentified"),
        ("id:digital-agenda-asia-activities", "unidentified"),
        ("id:china-trade-research-activities", "unidentified"),
    ],
)
def test_what_is_announced_and_not_given_is_a_gap(ask: Ask, subject: str, kind: str) -> None:
    """Missing list, value, label, title, link: each on record with its subject."""
    assert ask(f"ASK {{ ?gap a bilat:Gap ; bilat:subject {subject} ; bilat:gapKind gap:{kind} }}") == [()]


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("Presient", "President"),
        ("ineterst", "interest"),
        ("icluding", "including"),
        ("secrity", "security"),
        ("complimentary", "complementary"),
        ("Horizon2020", "Horizon 2020"),
    ],
)
def test_slips_are_on_record_and_not_in_labels(ask: Ask, written: str, normalised: str) -> None:
    """The slip stands with its correction in the graph of its passage, and in no label."""
    found = ask(f"""SELECT ?to {{ GRAPH ?g {{ ?x bilat:written "{written}" ; bilat:normalised ?to }}
        ?g a bilat:Passage }}""")
    assert found == [(normalised,)]
    assert not ask(f"""SELECT ?x {{ ?x rdfs:label|skos:prefLabel|bilat:name ?text
        FILTER(CONTAINS(?text, "{written}")) }}""")


def test_what_led_to_something_is_not_over(ask: Ask) -> None:
    """The Chinese dialogue goes on; nothing says in words of OWL-Time that it ended before its results."""
    assert one(ask, "SELECT ?x { id:china-ict-dialogue bilat:status ?x }") == {"status:running"}
    assert not ask("ASK { ?p rdfs:subPropertyOf <http://www.w3.org/2006/time#before> }")


def test_times_have_precision_and_bounds(ask: Ask) -> None:
    """Each date, beginning or since comes with how fine it is and the days between which it lies."""
    for part in ("precision", "earliest", "latest"):
        assert not ask(f"""SELECT ?x {{ GRAPH ?g {{ ?x bilat:date|bilat:begins|bilat:since ?y }}
            FILTER NOT EXISTS {{ GRAPH ?g {{ ?x bilat:{part} ?z }} }} }}""")


@pytest.mark.parametrize(
    ("precision", "datatype"), [("day", "xsd:date"), ("month", "xsd:gYearMonth"), ("year", "xsd:gYear")]
)
def test_times_are_as_fine_as_stated(ask: Ask, precision: str, datatype: str) -> None:
    """The datatype of a date is its precision."""
    query = f"""SELECT ?x {{ ?x bilat:precision precision:{precision} ; bilat:date|bilat:begins|bilat:since ?y
        FILTER(DATATYPE(?y) {{}} {datatype}) }}"""
    assert ask(query.replace("{}", "="))
    assert not ask(query.replace("{}", "!="))


def test_bounds_hold_the_time(ask: Ask) -> None:
    """The earliest day is the first of the year, month or day, the latest the last."""
    rows = ask("""SELECT ?x ?from ?to ?early ?late { ?x bilat:earliest ?early ; bilat:latest ?late
        { ?x bilat:date|bilat:since ?from BIND(?from AS ?to) }
        UNION { ?x bilat:begins ?from ; bilat:ends ?to } }""")
    assert len(rows) > 15
    for thing, start, end, early, late in rows:
        assert early == start + "-01-01"[len(start) - 4 :] if len(start) < 10 else early == start, thing
        assert late.startswith(end), thing
        if len(end) == 4:
            assert late.endswith("-12-31"), thing
        if len(end) == 7:
            assert late[8:] in {"28", "29", "30", "31"}, thing


def test_judgements_and_aims_can_be_left_out(ask: Ask) -> None:
    """Every modality of the scheme is used, and every assessment, objective and plan has one."""
    used = one(ask, "SELECT ?y { GRAPH ?g { ?x bilat:modality ?y } }")
    assert used == {
        f"modality:{m}" for m in ("aim", "asserted", "editorial", "evaluative", "example", "planned")
    }
    for type_ in ("Assessment", "Objective", "Gap", "Correction", "Observation"):
        assert not ask(f"SELECT ?x {{ ?x a bilat:{type_} FILTER NOT EXISTS {{ ?x bilat:modality ?y }} }}")
