"""Sentences: news text's hard cases, exact offsets on any text, no hanging on hostile text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.articles.sentences import MAX_SENTENCE, split_sentences

CASES = [
    ("One. Two.", ["One.", "Two."]),
    ("", []),
    (" \n\t ", []),
    ("No full stop", ["No full stop"]),
    ("First line\nSecond line. Third.", ["First line", "Second line.", "Third."]),
    ("One\u2028Two\r\nThree\x85Four", ["One", "Two", "Three", "Four"]),
    # Glued by a lost space.
    ("It ended in failure.The pact of 2011 stands.", None),
    ("They left in 2024.In May they returned.", None),
    ("The army left Malvia.The government fell.", None),
    ("He said no.But she said yes.", None),
    ("She asked “Will it hold?”The minister left.", None),
    ("He won!Nobody cheered.", None),
    ("Troops left the U.S.The fleet stayed.", None),
    # Not sentences of their own.
    ("See example.com or News.Az for more.", ["See example.com or News.Az for more."]),
    ("Growth of 3.5 per cent and U.S.A strength.", ["Growth of 3.5 per cent and U.S.A strength."]),
    ("See https://a.example/b.Html and report.Final.txt now.", 1),
    ("Mail jo.Bloggs@example.com today.", 1),
    ("Node.Js and Booking.Com are names.", 1),
    # Abbreviations.
    ("Gen. Ann Poe met Lt. Col. Bob Roe.", 1),
    ("Mr. J. K. Poe spoke to Sgt. Ann Roe.", 1),
    ("The U.S. Army left on Oct. 3 at dawn.", 1),
    ("It was moved to Washington, D.C. Police stayed.", 1),
    ("They met at No. 10 on Monday.", 1),
    ("No. He stayed.", 2),
    ("It hit the U.S. They rebuilt.", 2),
    ("She came in Jan. The snow fell.", 2),
    ("Kim Min-un. Next came Lee.", 2),
    ("They met Adm. Roe, i.e. the commander.", 1),
    ("He waited... and left.", 1),
    # Quotations.
    ("“We won. We are proud,” she said.", 1),
    ("The court sat today. “A quotation never closed. It goes on.", 3),
    ("Really?! Yes.", 2),
    ("It opens on 4 May. Poe denied it.", 2),
    ('It fell in May. "It is over," she said.', 2),
    ("We met Gen. “Hap” Poe today.", 1),
    ("東京。北京。", ["東京。", "北京。"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:30] for case in CASES])
def test_known_cases(text, expected):
    found = [span.of(text) for span in split_sentences(text)]
    if expected is None:
        expected = 2
    if isinstance(expected, int):
        assert len(found) == expected, found
    else:
        assert found == expected


def assert_sound(text):
    position = 0
    for span in split_sentences(text):
        assert position <= span.start < span.end
        assert not text[position : span.start].strip()
        assert span.of(text) == span.of(text).strip()
        assert span.end - span.start <= MAX_SENTENCE
        position = span.end
    assert not text[position:].strip()


PIECES = 'Gen.|U.S.|war.The|“|”|"|. |! |?|…|\n| |a|Zed|3.5|-un. |。|é|\u2028|\x1c|\u3000|no. |(|)'
UNITS = (*PIECES.split("|"), "x" * 900)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(UNITS)).map("".join)))
def test_offsets_are_exact_on_any_text(text):
    assert_sound(text)


def test_a_long_sentence_is_cut_at_whitespace():
    text = "word " * 1_000
    spans = split_sentences(text)
    assert len(spans) == 3
    assert {span.of(text).split()[0] for span in spans} == {"word"}
    assert_sound(text)


def test_a_block_border_does_not_part_a_sentence():
    text = "An ordinary sentence of six words. " * 2_000
    found = {span.of(text) for span in split_sentences(text)}
    assert found == {"An ordinary sentence of six words."}


@pytest.mark.parametrize(
    "unit", ["a", ".", "“a ", '"a ', "( ", "Mr. ", "A. ", ".A", "a.The", "a-b. C", "war.Gain", " "]
)
def test_hostile_lines_do_not_hang(unit):
    text = unit * (300_000 // len(unit))
    started = time.process_time()
    assert_sound(text)
    assert time.process_time() - started < 5
