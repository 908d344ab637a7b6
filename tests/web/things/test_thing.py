"""The page of a thing, of the real graph."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re

import pytest
from werkzeug.test import Client

from bilat.graph.releases.release import Release

#: Bytes of a compressed page that has no long lists.
_MOST_BYTES = 8_192


def main(client: Client, path: str) -> str:
    """Return the content of a page as text, tags and white space folded."""
    response = client.get(path)
    assert response.status_code == 200, response.text
    return response.text.partition("<main")[2].partition("</main>")[0]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


def row(text: str, label: str) -> str:
    """Return the line of that name."""
    assert f"<dt>{label}</dt>" in text, f"no line {label}"
    return text.partition(f"<dt>{label}</dt>")[2].partition("</div>")[0]


def test_dialogue_is_told_in_plain_words(own_client: Client) -> None:
    """What it is, with whom, how often and for how long stands above all lines, with its passages."""
    text = main(own_client, "/id/japan-ict-dialogue.html")
    lede = text.partition('<p class="lede">')[2].partition("</p>")[0]
    assert "dialogue on ICT between the EU and Japan, held every year" in lede
    assert "more than 20 years" in lede
    assert 'href="/source/b/20"' in lede


def test_values_begin_with_a_capital(own_client: Client) -> None:
    """Also where the IRI ends as they read."""
    text = main(own_client, "/id/japan-ict-dialogue.html")
    assert '<a href="/scheme/form/dialogue">Dialogue</a>' in text


def test_number_keeps_bound_and_unit(own_client: Client) -> None:
    """More than 20 years stay more than 20 years; no year is worked out of them."""
    text = main(own_client, "/id/japan-ict-dialogue.html")
    assert "More than 20 years" in row(text, "Duration")
    assert 'class="unknown">not stated in the sources' in row(text, "Since")
    text = main(own_client, "/id/japan-ict-market.html")
    assert "Around one fifth" in text


@pytest.mark.parametrize(
    ("path", "label", "words"),
    [
        ("/id/korea-5g-declaration.html", "Signed", "16 June 2014 in"),
        ("/id/japan-5g-mou.html", "Signed", "25 March 2015 in"),
        ("/id/korea-joint-call.html", "When", "2016 to 2017"),
        ("/id/india.html", "Mobile subscribers", "More than 900 million subscribers"),
    ],
)
def test_dates_and_figures_read_as_people_write_them(
    own_client: Client, path: str, label: str, words: str
) -> None:
    """As fine as the source gives them."""
    assert words in plain(row(main(own_client, path), label))


def test_links_to_reasons_tell_of_what(own_client: Client) -> None:
    """Who hears the links of a page in a list hears which one leads to which reason."""
    text = own_client.get("/id/japan.html").text
    marks = re.findall(r'class="mark inf" href="/why[^"]*"><span class="vh">([^<]*)</span>inferred', text)
    assert "Why EU Delegation in Tokyo: " in marks
    assert len(set(marks)) > len(marks) / 2


def test_statement_leads_to_its_passage(own_client: Client) -> None:
    """What a passage states has its mark, reference a dashed one, what is inferred the way to its reason."""
    text = main(own_client, "/id/japan.html")
    assert 'class="mark" href="/source/b/16"' in row(text, "Belonging to it")
    assert 'class="mark ref"' in row(text, "Country code, two letters")
    reason = re.search(r'class="mark inf" href="([^"]+)"', text)
    assert reason
    assert own_client.get(reason[1].replace("&amp;", "&")).status_code == 200


def test_plan_has_its_sign(own_client: Client) -> None:
    """A planned dialogue is not taken for a running one."""
    text = main(own_client, "/id/korea-ict-dialogue.html")
    assert '<span class="sign planned">' in text.partition("</header>")[0]
    assert "A planned dialogue" in text


def test_gap_is_printed_where_a_reader_looks(own_client: Client) -> None:
    """The members of an unnamed list are said to be missing, with the recorded gap."""
    text = main(own_client, "/id/picasso-technology-groups.html")
    line = text.partition('class="unknown">not stated in the sources</span>')[2].partition("</div>")[0]
    assert 'class="mark gap" href="/id/gap-picasso' in line


def test_the_frame_of_a_part_stands_with_its_actor(own_client: Client) -> None:
    """The specialists are told with the groups that they are in, since their part has no line of its own."""
    line = row(main(own_client, "/id/picasso.html"), "Specialist")
    assert ", in ICT Policy Expert Group of PICASSO and the three technology expert groups" in plain(line)


def test_beside_it_stands_what_has_the_same_partner(own_client: Client) -> None:
    """The heading says what joins them, and that no source does."""
    text = main(own_client, "/id/japan-ict-dialogue.html")
    beside = text.partition("Beside it, with the same partner")[2]
    assert "/id/japan-cyber-dialogue" in beside
    assert "/id/korea-5g-declaration" not in beside


def test_picture_has_a_table_twin(own_client: Client) -> None:
    """Each box of the picture is a row of the table below it, and there are eight at most."""
    text = main(own_client, "/id/european-union.html")
    boxes = text.count("<g><rect")
    table = text.partition('aria-label="Neighbours as a table"')[2].partition("</table>")[0]
    assert 2 <= boxes <= 8
    assert table.count("<tr><td>") == boxes


def test_sentences_read_as_a_person_would_write_them(own_client: Client) -> None:
    """Names have their article, common nouns their small letter, and plans are no facts."""

    def lede(name: str) -> str:
        text = main(own_client, f"/id/{name}.html").partition('<p class="lede">')[2]
        return text.partition(" <span")[0].partition("</p>")[0]

    assert "with the EU-China Cyber Taskforce, the EU-China ICT Dialogue and the planned" in lede(
        "dg-connect"
    )
    assert lede("korea-ict-dialogue").startswith("A planned dialogue with South Korea on 5G")
    assert "to be held regularly" in lede("korea-ict-dialogue")
    assert lede("india-internet-users") == "Internet users in India reached 300 million in 2015."
    assert lede("picasso-technology-groups").startswith("The sources count 3 of these")
    assert lede("dialogue-meetings").startswith("The sources speak of these together")
    assert lede("relations-implementation").startswith(
        "Implementation in close cooperation with the services"
    )
    assert lede("asem").startswith(
        "An informal process on cultural issues, economic issues and political issues"
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "korea-ict-dialogue--established",
            "The planned ICT dialogue with South Korea is to be established.",
        ),
        ("transatlantic-ict-forum--established", "The Transatlantic ICT Forum is to be established."),
        ("eu-korea-free-trade-agreement--entered-into-force", "Agreement entered into force in July 2011."),
        (
            "council-conclusions-digital--adopted",
            "on digital for development were adopted on 28 November 2016.",
        ),
        ("asean-eu-plan-of-action--agreed", "was agreed, 26 to 27 April 2012 in Brunei Darussalam."),
        ("eu-korea-strategic-partnership", "South Korea, relations raised to this rank in 2010."),
        (
            "eu-korea-strategic-partnership--upgraded",
            "Relations between the EU and South Korea were raised to",
        ),
        ("epic-partner-countries", "The sources count 3 of these: Australia, New Zealand and Singapore."),
        ("european-standardisation-organisations", "Of these the sources name CEN, CENELEC and ETSI."),
        ("strategic-partners-of-the-eu", "Of these the sources name Japan and the United States."),
        (
            "horizon-2020-cooperation-projects",
            "Of these the sources name DISCOVERY, EPIC, Idealist2018 and 2 more.",
        ),
        ("ist-africa-objectives", "A list of 4 aims of IST-Africa."),
        ("epic-objectives", "A list of aims of EPIC."),
        ("asem-asian-countries", "The sources count 16 of these without naming them."),
        ("southeast-asian-participations", "Participations of Southeast Asian organisations in FP7: 25."),
        (
            "korea-export-increase",
            "20% in years 1 and 2 of implementation, credited to the EU-Korea Free Trade",
        ),
        ("japan-cyber-cooperation", "carried on predominantly within the EU-Japan Cyber Dialogue."),
        ("japan-ict-cooperation", "carried on mostly within the EU-Japan ICT Dialogue."),
        ("japan-cyber-dialogue", "It is a frame for EU-Japan cooperation on cybersecurity."),
        ("china-5g-declaration", "A joint declaration on 5G, to which the EU-China ICT Dialogue led."),
        (
            "china-iot-cooperation",
            "Cooperation on Internet of Things, to which the EU-China ICT Dialogue led.",
        ),
        (
            "japan-ict-industry-weight",
            "heavily weighted towards manufacturing and telecommunications business.",
        ),
        ("india-crucial-market", "crucial, as to markets, for European ICT companies."),
        ("india-potential-market", "markets of green ICT, Internet of Things and smart grids."),
        ("korea-st-committee-review", "Discussion and review within the EU-Korea"),
        ("epic", "one of the cooperation projects with third countries under Horizon 2020."),
        ("tein", "similar to GEANT, funded by the European Commission."),
        ("eu-legal-framework", "A legal framework of the EU."),
    ],
)
def test_sentences_say_no_more_and_no_less_than_the_source(own_client: Client, name: str, words: str) -> None:
    """What is planned has not happened, what is named is not unnamed, and qualifiers stay."""
    lede = main(own_client, f"/id/{name}.html").partition('<p class="lede">')[2].partition("</p>")[0]
    assert words in plain(lede).replace(" .", ".").replace(" ,", ",")


@pytest.mark.parametrize(
    ("name", "passage"),
    [
        ("china-cyber-taskforce-objective", "b/6"),
        ("aim-market-access", "a/8"),
        ("epic-objectives", "a/41"),
        ("canada", "a/33"),
    ],
)
def test_sentence_has_the_passage_that_states_it_from_the_other_end(
    own_client: Client, name: str, passage: str
) -> None:
    """A passage says what a task force aims at, not whose an aim is."""
    lede = main(own_client, f"/id/{name}.html").partition('<p class="lede">')[2].partition("</p>")[0]
    assert f'href="/source/{passage}"' in lede


@pytest.mark.parametrize(
    ("name", "label", "planned"),
    [
        ("korea-ict-dialogue", "Established", True),
        ("korea-joint-call", "Launched", True),
        ("india-joint-ict-working-group", "Established", False),
    ],
)
def test_step_without_a_date_says_whether_it_is_planned(
    own_client: Client, name: str, label: str, planned: bool
) -> None:
    """A blank date is not all that there is to say of what has yet to happen."""
    line = row(main(own_client, f"/id/{name}.html"), label)
    assert "date and place not stated" in line
    assert ('class="sign planned"' in line) is planned


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("transatlantic-ict-forum", "Planned: A forum on ICT, part of DISCOVERY."),
        ("korea-joint-programme", "Planned: A research programme on research and development."),
        ("korea-5g-showcase", "A showcase planned for 2018 in Pyeongchang."),
        ("asean-eu-plan-of-action--agreed", "The ASEAN-EU Plan of Action was agreed, 26 to 27 April 2012"),
    ],
)
def test_plans_are_plans_where_no_sign_is_seen(own_client: Client, name: str, words: str) -> None:
    """Search engines and previews take the sentence alone."""
    text = own_client.get(f"/id/{name}.html").text
    assert f'<meta name="description" content="{words}' in text
    assert f'<meta property="og:description" content="{words}' in text
    assert f'"description": "{words}' in text


@pytest.mark.parametrize(
    ("name", "thing"),
    [("south-korea", "Planned ICT dialogue with South Korea"), ("korea-msip", "Future cooperation between")],
)
def test_part_in_a_plan_is_marked_as_one(own_client: Client, name: str, thing: str) -> None:
    """Who is to take part in what is planned takes part in nothing yet."""
    line = row(main(own_client, f"/id/{name}.html"), "As party")
    plans = [value for value in line.split("<dd>") if 'class="sign planned"' in value]
    assert len(plans) == 1
    assert thing in plans[0]


def test_what_only_repeats_a_source_is_folded_away(own_client: Client) -> None:
    """A short form that a source gives is not listed as another name as well."""
    text = main(own_client, "/id/japan-mic.html")
    facts, _, further = text.partition('<details class="further">')
    assert facts.count("<span>MIC</span>") == 1
    assert "<td>MIC</td>" in further


def test_section_lists_its_passages(own_client: Client) -> None:
    """They are what a section is there for."""
    text = main(own_client, "/id/section-b-asem.html").partition('<details class="further">')[0]
    assert 'href="/source/b/47"' in text
    assert 'href="/source/b/48"' in text


def test_boxes_of_the_picture_stay_inside(own_client: Client) -> None:
    """No box is cut off by the edge, however long its name is."""
    text = main(own_client, "/id/picasso.html")
    boxes = re.findall(r'<rect x="(-?\d+)" y="-?\d+" width="(\d+)"', text)
    assert len(boxes) == 9
    assert all(int(x) >= 0 and int(x) + int(width) <= 720 for x, width in boxes)


def test_each_inferred_value_has_its_own_mark(own_client: Client) -> None:
    """Short values stand in one row only where one mark is right for all of them."""
    line = main(own_client, "/id/horizon-2020.html").partition("<dt>Funds</dt>")[2].partition("</div>")[0]
    assert line.count('class="mark inf" href="/why?') == 5
    assert line.count("<dd>") == 6


def test_what_a_passage_states_the_other_way_round_has_its_mark(own_client: Client) -> None:
    """A27 has the list funded by Horizon 2020, B10 the group as a part of the partnership: without a rule."""
    funds = row(main(own_client, "/id/horizon-2020.html"), "Funds")
    assert 'href="/source/a/27"' in funds.partition("</dd>")[0]
    for name, label, passage in (
        ("india-joint-ict-working-group", "Part of", "b/10"),
        ("picasso-aim", "Aim of", "a/28"),
        ("korea-5g-declaration", "Comes before", "b/30"),
        ("china-5g-declaration", "Result of", "b/5"),
        ("korea-key-agreements", "Governs", "b/36"),
    ):
        line = row(main(own_client, f"/id/{name}.html"), label)
        assert f'href="/source/{passage}"' in line
        assert "mark inf" not in line


@pytest.mark.parametrize("name", ["japan", "korea-5g-declaration", "picasso", "european-union", "post-tokyo"])
def test_page_is_light(own_client: Client, name: str) -> None:
    """Even the thing with the most statements is a page of a few kilobytes."""
    assert len(gzip.compress(own_client.get(f"/id/{name}.html").data)) <= _MOST_BYTES


def test_long_line_leads_to_all_its_values(own_client: Client) -> None:
    """What is cut has a page of its own."""
    text = main(own_client, "/id/european-union.html")
    address = re.search(r'href="([^"]*\?all=[^"]*)">All \d+<', text)
    assert address
    every = main(own_client, address[1])
    assert every.count("<dd>") > text.partition("As party")[2].partition("</div>")[0].count("<dd>")
    assert own_client.get("/id/japan.html?all=nothing").status_code == 404
    assert own_client.get("/id/japan.html?all=bilat:objective&page=9").status_code == 404


def test_statements_can_be_taken_along(own_client: Client) -> None:
    """The table has each statement with its graph, and the position of its passage."""
    rows = list(csv.DictReader(io.StringIO(own_client.get("/id/korea-5g-declaration.csv").text)))
    topic = next(row for row in rows if row["property"].endswith("#topic"))
    assert (topic["where"], topic["start"], topic["end"]) == ("B29", "4042", "4355")
    layers = {(row["where"], row["start"], row["end"]) for row in rows if not row["document"]}
    assert ("inferred", "", "") in layers


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("bib", "application/x-bibtex"),
        ("csl.json", "application/vnd.citationstyles.csl+json"),
        ("cite.txt", "text/plain"),
    ],
)
def test_page_can_be_cited(own_client: Client, ending: str, kind: str) -> None:
    """Each form names the thing and the release; of what is not known nothing can be cited."""
    response = own_client.get(f"/id/japan.{ending}")
    assert response.content_type.startswith(kind)
    assert "Japan" in response.text
    assert "?release=" in response.text
    assert own_client.get(f"/id/nowhere.{ending}").status_code == 404


@pytest.mark.parametrize(
    "address", ["/id/japan", "/scheme/topic/5g", "/source/b/29", "/questions/plans", "/dataset"]
)
def test_another_release_is_told(own_client: Client, address: str) -> None:
    """Who follows a permalink to a release that is gone reads that what is here may differ."""

    def follow(release: str) -> str:
        answer = own_client.get(f"{address}?release={release}", headers={"Accept": "text/html"})
        return own_client.get(answer.location).text if answer.location else answer.text

    assert "This address names release <code>0000000000000000</code>" in follow("0" * 20)
    now = follow("").partition("What you read is release")[0]
    assert "This address names release" not in now
    cited = re.search(r"release=([0-9a-f]{16})", now)
    assert cited
    assert "This address names release" not in follow(cited[1])


def test_what_is_not_stated_of_a_text_is_called_as_readers_do(own_client: Client) -> None:
    """A text without a step has no date and no place; of steps only the model speaks."""
    text = plain(main(own_client, "/id/china-5g-declaration.html"))
    assert "Date and place not stated in the sources" in text
    assert "Step not stated" not in text


def test_search_engines_get_schema_org(own_client: Client) -> None:
    """The type comes from the alignments of the ontology; nothing in it ends the script."""
    text = own_client.get("/id/japan.html").text
    body = text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    found = json.loads(body)
    assert (found["@type"], found["name"]) == ("Country", "Japan")
    assert "http://www.wikidata.org/entity/Q17" in found["sameAs"]
    assert "<" not in body


def test_hostile_values_are_text(client: Client) -> None:
    """What is no link of the web is shown as it is and leads nowhere."""
    text = client.get("/id/eu.html").text
    assert "javascript:alert(1)" in text
    assert 'href="javascript' not in text


def test_thing_without_patterns_has_a_page(client: Client) -> None:
    """With no wording, no shapes and no index a page has labels, and nothing is said to be missing."""
    text = client.get("/id/japan.html").text
    assert "<dt>Partner</dt>" in text
    assert 'class="unknown"' not in text


def test_times_stand_on_one_axis(own_client: Client) -> None:
    """A partner has a course of what it took part in, plans hollow; a thing with one time has no picture."""
    text = main(own_client, "/id/south-korea.html")
    course = text.partition('<h2 id="h-course">')[2].partition("</section>")[0]
    assert "8 November 2013" in course
    assert 'class="said-planned"' in course
    assert 'id="h-course"' not in main(own_client, "/id/india-internet-users.html")


@pytest.mark.parametrize(
    ("word", "line", "thing"),
    [
        ("kind/joint-declaration", "Of this kind", "Joint Declaration on 5G with China"),
        ("frequency/biennial", "As often", "High-level meeting on ICT with METI"),
        ("topic/standardisation", "Narrower", "ICT standardisation"),
    ],
)
def test_word_shows_what_is_called_so(own_client: Client, word: str, line: str, thing: str) -> None:
    """Above what is folded: whoever looks for the word wants the things."""
    shown = main(own_client, f"/scheme/{word}.html").partition('<details class="further">')[0]
    assert thing in shown.partition(f"<dt>{line}</dt>")[2].partition("<dt>")[0]


@pytest.mark.parametrize(
    ("name", "line", "thing"),
    [
        ("citizens", "For it", "Healthy ageing for citizens by means of ICT"),
        ("geant", "Connected by", "Trans-Eurasia Information Network"),
        ("pyeongchang", "Happens or applies here", "Olympic winter games 2018"),
    ],
)
def test_what_leads_to_a_thing_is_told_on_its_page(
    own_client: Client, name: str, line: str, thing: str
) -> None:
    """Not only where the statement begins, and of plans and aims not as if they had taken place."""
    shown = main(own_client, f"/id/{name}.html").partition('<details class="further">')[0]
    assert thing in shown.partition(f"<dt>{line}</dt>")[2].partition("<dt>")[0]


def test_list_shows_its_words(own_client: Client) -> None:
    """A scheme says what it is, and leads to its concepts."""
    text = main(own_client, "/scheme/modality.html").partition('<details class="further">')[0]
    assert "One of the lists of words" in text
    assert 'href="/scheme/modality/planned"' in text


def test_words_are_for_things_that_there_are(own_client: Client, own_release: Release) -> None:
    """No name or article is kept for a thing that was renamed or taken away."""
    wording = json.loads(own_release.read("reading.json"))["wording"]
    named = {*wording["names"], *(name for names in wording["inside"].values() for name in names)}
    things = {name.removeprefix("id:") for name in named if name.startswith("id:")}
    assert len(things) > 100
    assert [name for name in sorted(things) if own_client.get(f"/id/{name}.html").status_code != 200] == []


def test_of_many_things_beside_it_the_page_tells_how_many_more(own_client: Client) -> None:
    """Who reads the first of them is led to the rest."""
    text = main(own_client, "/id/korea-5g-declaration.html")
    rest = text.partition("Beside it, with the same partner")[2].partition("</section>")[0]
    assert re.search(r'And \d+ more: see <a href="/id/south-korea">South Korea</a>', rest)


def test_further_statements_say_which_way_they_go(own_client: Client) -> None:
    """What others say of a thing is read towards it."""
    text = main(own_client, "/id/japan-5g-declaration.html")
    assert '<td>is objective of <span class="soft">this</span></td>' in text


def test_a_course_that_is_cut_says_so(own_client: Client) -> None:
    """Eight times are shown, the earliest; how many follow is told, with the way there."""
    course = main(own_client, "/id/south-korea.html").partition('id="h-course"')[2].partition("</section>")[0]
    assert course.count("<li><div") == 8
    assert re.search(r'And \d+ more on the <a href="/timeline\?partner=south-korea">timeline</a>', course)
    assert "more on the" not in main(own_client, "/id/japan.html").partition('id="h-course"')[2]
