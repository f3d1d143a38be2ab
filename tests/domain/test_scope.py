"""Of a text that was filled up, what speaks of the claim is read, wherever it stands."""

import time

from monitor.domain.language.passages import make_passages
from monitor.domain.model import Span
from monitor.domain.reading.scope import in_scope
from tests.domain.reading import ALIASES

CLAIM = "Ruritania has sent soldiers to Graustark"
REPORT = "Ruritanian troops were sent to Graustark, the ministry said."
FILLING = "The {} of the old harbour was painted green again."


def passages_of(*lines: str):
    text = "\n".join(lines)
    sentences, start = [], 0
    for line in lines:
        sentences.append(Span(start, start + len(line)))
        start += len(line) + 1
    return make_passages(text, sentences)


def letters(number: int) -> str:
    return "".join(chr(97 + number // 26**place % 26) for place in range(4))


def test_few_are_all_read_as_they_are():
    passages = passages_of(REPORT, FILLING)
    assert in_scope(CLAIM, passages, aliases=ALIASES) is passages


def test_a_report_behind_a_flood_is_read_with_what_follows_it():
    flood = [FILLING.format(letters(number)) for number in range(500)]
    denial = "The reports are false, a minister in Strelsau said."
    passages = passages_of(*flood, REPORT, denial, *(f"{line} Twice." for line in flood))
    got = in_scope(CLAIM, passages, aliases=ALIASES, limit=50)
    assert len(got) <= 50
    texts = [passage.text for passage in got]
    assert texts[texts.index(REPORT) + 1] == denial
    assert [passage.index for passage in got] == list(range(len(got)))
    assert texts[:3] == [passage.text for passage in passages[:3]]  # the opening
    assert [passage.sentence for passage in got] == sorted(passage.sentence for passage in got)


def test_twenty_thousand_sentences_are_chosen_from_in_no_time():
    flood = [FILLING.format(letters(number)) for number in range(19_999)]
    passages = passages_of(*flood, REPORT)
    begun = time.perf_counter()
    got = in_scope(CLAIM, passages, aliases=ALIASES)
    assert time.perf_counter() - begun < 2
    assert got[-1].text == REPORT
