"""The tables of ``index.sqlite``: what all pages read instead of scanning the graph.

    thing         each thing that can be found: label, kind, section, when, one line, how it is said
    mark          the passages that speak of a thing, in the order of the document
    document      the documents that statements are drawn from, with the numbers of their passages
    passage       the passages of documents, each with its place and the number of its statements
    name          every text by which a thing is found, once a thing, with its role
    name_text     FTS5 over folded names, without a copy of them
    word          each folded word of a name, how often it is used
    word_part     FTS5 over the letters of words, three by three, for words that are mistyped
    section       groups of things in the order in which a search shows them
    facet         what a list can be narrowed by
    facet_value   the values of a facet, each with the number of things that have it
    facet_thing   which thing has which value
    facet_pair    how many things have two values, for each two that any has
    finding       what the check of the release found, in the order of its report
    beside_kind   what joins things that no link does, in the order of a page
    beside        the first things that stand beside one
    beside_cut    how many there are where there are more, and what joins them
    space         the beginnings that most IRIs of things have, up to their last part
    prefix        what the queries of sections and facets, which stand there without them, call namespaces
    answer        queries whose answers pages show, with their variables as JSON
    answer_row    the rows of these, each an object of terms as in SPARQL 1.1 Query Results JSON

Things are numbered from 1 in the order of section, label and IRI, so that numbers can be sorted by; passages
in the order of their documents. Names are numbered by their role and then by how many passages speak of the
thing, and words by how often they are used, the most first: whoever looks at the first of them only, as one
must where there are very many, looks at the best. Nothing is written or read here; `bilat.graph.index.write`
writes, `bilat.web.index` reads.
"""

from __future__ import annotations

from typing import Final
from zlib import crc32

SCHEMA: Final = """
CREATE TABLE section (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, title TEXT NOT NULL, weight REAL NOT NULL,
  listed INTEGER NOT NULL, note TEXT NOT NULL, query TEXT NOT NULL, things INTEGER NOT NULL
);
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, label TEXT NOT NULL, language TEXT NOT NULL,
  section INTEGER NOT NULL, kind TEXT, kind_label TEXT, path TEXT NOT NULL,
  first TEXT, last TEXT, how TEXT, blank TEXT, line TEXT, said TEXT, said_label TEXT,
  marks INTEGER NOT NULL
);
CREATE TABLE mark (
  thing INTEGER NOT NULL, place INTEGER NOT NULL, iri TEXT NOT NULL, label TEXT NOT NULL,
  PRIMARY KEY (thing, place)
) WITHOUT ROWID;
CREATE TABLE document (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, label TEXT NOT NULL, name TEXT NOT NULL, extent INTEGER NOT NULL,
  sha256 TEXT NOT NULL, first INTEGER NOT NULL, passages INTEGER NOT NULL, stating INTEGER NOT NULL,
  owing INTEGER NOT NULL, statements INTEGER NOT NULL
);
CREATE TABLE passage (
  id INTEGER PRIMARY KEY, document INTEGER NOT NULL, iri TEXT NOT NULL, label TEXT NOT NULL,
  number INTEGER NOT NULL, kind TEXT NOT NULL, section TEXT NOT NULL, title TEXT NOT NULL,
  supplied INTEGER NOT NULL, start INTEGER, stop INTEGER, sha256 TEXT NOT NULL, factless INTEGER NOT NULL,
  statements INTEGER NOT NULL
);
CREATE TABLE name (
  id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, role INTEGER NOT NULL, language TEXT NOT NULL,
  text TEXT NOT NULL, folded TEXT NOT NULL
);
CREATE VIRTUAL TABLE name_text USING fts5 (
  folded, content='', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3'
);
CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL, uses INTEGER NOT NULL);
CREATE VIRTUAL TABLE word_part USING fts5 (text, content='', tokenize='trigram', detail='none');
CREATE TABLE facet (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, title TEXT NOT NULL, form TEXT NOT NULL, phrase TEXT NOT NULL,
  query TEXT NOT NULL
);
CREATE TABLE facet_value (
  id INTEGER PRIMARY KEY, facet INTEGER NOT NULL, name TEXT NOT NULL, term TEXT NOT NULL, label TEXT NOT NULL,
  things INTEGER NOT NULL
);
CREATE TABLE facet_thing (
  facet INTEGER NOT NULL, value INTEGER NOT NULL, thing INTEGER NOT NULL, PRIMARY KEY (facet, value, thing)
) WITHOUT ROWID;
CREATE TABLE facet_pair (
  value INTEGER NOT NULL, other INTEGER NOT NULL, things INTEGER NOT NULL, PRIMARY KEY (value, other)
) WITHOUT ROWID;
CREATE TABLE finding (
  id INTEGER PRIMARY KEY, severity TEXT NOT NULL, rule TEXT NOT NULL, message TEXT NOT NULL,
  remedy TEXT NOT NULL, focus TEXT NOT NULL, is_iri INTEGER NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL,
  passage TEXT NOT NULL, document TEXT NOT NULL, file TEXT NOT NULL, line INTEGER
);
CREATE TABLE beside_kind (id INTEGER PRIMARY KEY, title TEXT NOT NULL, words TEXT NOT NULL);
CREATE TABLE beside (
  thing TEXT, kind INTEGER, place INTEGER, other TEXT NOT NULL, PRIMARY KEY (thing, kind, place)
) WITHOUT ROWID;
CREATE TABLE beside_cut (
  thing TEXT, kind INTEGER, total INTEGER NOT NULL, common TEXT NOT NULL, PRIMARY KEY (thing, kind)
) WITHOUT ROWID;
CREATE TABLE space (iri TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE prefix (name TEXT PRIMARY KEY, iri TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE answer (
  name TEXT PRIMARY KEY, title TEXT NOT NULL, variables TEXT NOT NULL, includes TEXT NOT NULL,
  query TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE answer_row (
  name TEXT NOT NULL, place INTEGER NOT NULL, terms TEXT NOT NULL, PRIMARY KEY (name, place)
) WITHOUT ROWID;
"""

#: Names this layout in the file; a server reads no other.
VERSION: Final = crc32(SCHEMA.encode()) & 0x7FFF_FFFF

#: Made when all rows are there, which is faster than row by row.
INDEXES: Final = """
CREATE UNIQUE INDEX thing_iri ON thing (iri);
CREATE INDEX thing_kind ON thing (kind, section);
CREATE INDEX thing_date ON thing (first IS NULL, first, last, id, section);
CREATE INDEX thing_kind_label ON thing (kind_label IS NULL, kind_label, id, section);
CREATE INDEX thing_marks ON thing (marks DESC, id, section);
CREATE INDEX mark_iri ON mark (iri);
CREATE UNIQUE INDEX document_iri ON document (iri);
CREATE UNIQUE INDEX passage_iri ON passage (iri);
CREATE INDEX finding_rule ON finding (severity, rule);
CREATE INDEX name_folded ON name (folded);
CREATE INDEX word_text ON word (text, uses);
CREATE INDEX facet_value_name ON facet_value (facet, name);
"""
