"""What people call the languages that records of datasets name by code, such as ENG or en.

Catalogues take them from the authority table of the EU (ISO 639-3, in capitals), the Library of Congress (ISO
639-1 and 639-2) or Lexvo; three letters mean the same in all, and some languages have two codes of them.
"""

from __future__ import annotations

from typing import Final

_TABLES: Final = (
    "http://publications.europa.eu/resource/authority/language/",
    "http://id.loc.gov/vocabulary/iso639-1/",
    "http://id.loc.gov/vocabulary/iso639-2/",
    "http://lexvo.org/id/iso639-3/",
)
_NAMES: Final = {
    "Albanian": "sq sqi alb",
    "Arabic": "ar ara",
    "Basque": "eu eus baq",
    "Bulgarian": "bg bul",
    "Catalan": "ca cat",
    "Chinese": "zh zho chi",
    "Croatian": "hr hrv",
    "Czech": "cs ces cze",
    "Danish": "da dan",
    "Dutch": "nl nld dut",
    "English": "en eng",
    "Estonian": "et est",
    "Finnish": "fi fin",
    "French": "fr fra fre",
    "Galician": "gl glg",
    "German": "de deu ger",
    "Greek": "el ell gre",
    "Hebrew": "he heb",
    "Hindi": "hi hin",
    "Hungarian": "hu hun",
    "Icelandic": "is isl ice",
    "Irish": "ga gle",
    "Italian": "it ita",
    "Japanese": "ja jpn",
    "Korean": "ko kor",
    "Latin": "la lat",
    "Latvian": "lv lav",
    "Lithuanian": "lt lit",
    "Maltese": "mt mlt",
    "Norwegian": "no nor nb nob nn nno",
    "Persian": "fa fas per",
    "Polish": "pl pol",
    "Portuguese": "pt por",
    "Romanian": "ro ron rum",
    "Russian": "ru rus",
    "Serbian": "sr srp",
    "Slovak": "sk slk slo",
    "Slovenian": "sl slv",
    "Spanish": "es spa",
    "Swedish": "sv swe",
    "Turkish": "tr tur",
    "Ukrainian": "uk ukr",
    "Welsh": "cy cym wel",
    "several languages": "mul",
}
_BY_CODE: Final = {code: name for name, codes in _NAMES.items() for code in codes.split()}


def language_of(iri: str) -> str | None:
    """Return the name of a language, its code where it has none here, None for what is no language."""
    for table in _TABLES:
        if iri.startswith(table):
            code = iri[len(table) :]
            return _BY_CODE.get(code.lower(), code)
    return None
