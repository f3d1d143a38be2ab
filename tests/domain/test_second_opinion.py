"""A reply counts only if it keeps to the form, word for word."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.judgement import Basis, Certainty, Novelty, SpeakerRole, Stance
from monitor.domain.second.opinion import DECISIONS, MAX_REPLY, Dropped, Opinion, read_reply
from tests.second import SENTENCES, make_question, make_reply, reply_text

QUESTION = make_question()


def decision(value: object, sentence: object, quote: object) -> dict[str, object]:
    return {"value": value, "sentence": sentence, "quote": quote}


def test_a_reply_in_form_is_an_opinion() -> None:
    opinion = read_reply(reply_text(), QUESTION)
    assert opinion == Opinion(
        stance=Stance.SUPPORTS,
        certainty=Certainty.ASSERTED,
        basis=Basis.NAMED_SOURCE,
        speaker_role=SpeakerRole.PARTY,
        novelty=Novelty.NEW,
        words=(
            ("stance", "has closed the strait"),
            ("certainty", "has closed"),
            ("basis", "its transport minister said"),
            ("speaker_role", "its transport minister"),
            ("novelty", "on Monday"),
        ),
    )
    assert isinstance(opinion, Opinion)
    assert opinion.decisions[0] == ("stance", "supports", "has closed the strait")


@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        "```json\n{}\n```",
        "```\n{}\n```",
        "\n  {}\n",
        "<think>The minister said so. {{}}</think>\n{}",
    ],
)
def test_frames_that_models_put_around_it(frame: str) -> None:
    text = frame.replace("{{}}", "{x}").replace("{}", reply_text())
    assert isinstance(read_reply(text, QUESTION), Opinion)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stance", "unrelated"),
        ("basis", "none"),
        ("speaker_role", "unknown"),
        ("speaker_role", "outlet_itself"),
    ],
)
def test_what_is_not_there_needs_no_words(name: str, value: str) -> None:
    opinion = read_reply(reply_text(**{name: decision(value, 0, "")}), QUESTION)
    assert isinstance(opinion, Opinion)
    assert str(getattr(opinion, name)) == value
    assert name not in dict(opinion.words)


OFF_FORM = [
    ("", "the reply is empty"),
    ("  \n", "the reply is empty"),
    ("<think>never ends", "the reply is not JSON"),
    ("The article confirms the claim.", "the reply is not JSON"),
    (reply_text()[:-1], "the reply is not JSON"),
    (reply_text() + reply_text(), "the reply is not JSON"),
    (f"Here it is:\n```json\n{reply_text()}\n```", "the reply is not JSON"),
    ("[" * 5000, "the reply is not JSON"),
    ('{"a":' * 1500 + "1" + "}" * 1500, "the reply is"),
    ("NaN", "the reply is no JSON object"),
    ("null", "the reply is no JSON object"),
    ('"supports"', "the reply is no JSON object"),
    (f"[{reply_text()}]", "the reply is no JSON object"),
    ("x" * (MAX_REPLY + 1), "the reply is too long"),
    (reply_text() + " " * MAX_REPLY, "the reply is too long"),
    ("{}", "other keys"),
    (reply_text(novelty=None), "other keys"),
    (reply_text(state=decision("accepted", 1, "has closed")), "other keys"),
    (json.dumps({**make_reply(), "state": "accepted"}), "other keys"),
    (json.dumps({**make_reply(), "kind": "confirmation"}), "other keys"),
    (reply_text()[:-1] + ', "stance": ' + json.dumps(make_reply()["stance"]) + "}", "key twice"),
]
DECISIONS_OFF_FORM = [
    ("stance", "supports", "stance has another form"),
    ("stance", {"value": "supports"}, "stance has another form"),
    ("stance", {**decision("supports", 1, "has closed the strait"), "why": ""}, "another form"),
    ("stance", decision("confirmed", 1, "has closed the strait"), "none of the words"),
    ("stance", decision("SUPPORTS", 1, "has closed the strait"), "none of the words"),
    ("stance", decision(["supports"], 1, "has closed the strait"), "none of the words"),
    ("stance", decision(None, 1, "has closed the strait"), "none of the words"),
    ("certainty", decision("supports", 1, "has closed"), "certainty is none of the words"),
    ("stance", decision("supports", "1", "has closed the strait"), "another form"),
    ("stance", decision("supports", True, "has closed the strait"), "another form"),
    ("stance", decision("supports", 1.0, "has closed the strait"), "another form"),
    ("stance", decision("supports", 1, None), "another form"),
    ("stance", decision("supports", 0, "has closed the strait"), "was not shown"),
    ("stance", decision("supports", 4, "has closed the strait"), "was not shown"),
    ("stance", decision("supports", -1, "has closed the strait"), "was not shown"),
    ("stance", decision("supports", 10**30, "has closed the strait"), "was not shown"),
    ("stance", decision("supports", 0, ""), "stance rests on no words"),
    ("certainty", decision("hedged", 0, ""), "certainty rests on no words"),
    ("novelty", decision("recap", 0, ""), "novelty rests on no words"),
    ("basis", decision("none", 1, ""), "does not stand in sentence 1"),
    ("basis", decision("named_source", 1, "   "), "does not stand in sentence 1"),
    # near, but not the sentence's words
    ("stance", decision("supports", 1, "has closed the Strait"), "stance does not stand"),
    ("stance", decision("supports", 1, "closed the strait yesterday"), "stance does not stand"),
    ("stance", decision("supports", 2, "has closed the strait"), "not stand in sentence 2"),
    ("stance", decision("refutes", 2, 'a "fairy tale" in'), "does not stand in sentence 2"),
    ("stance", decision("supports", 1, "as closed the strait"), "does not stand"),
    ("stance", decision("supports", 1, "has closed the strai"), "does not stand"),
    ("certainty", decision("hedged", 3, "may\nstill"), "does not stand"),
    ("stance", decision("supports", 1, SENTENCES[0] * 6), "does not stand"),
    ("stance", decision("supports", 1, "closed"), "too short to decide"),
    ("stance", decision("supports", 1, "the strait"), "too short to decide"),
]


@pytest.mark.parametrize(("text", "reason"), OFF_FORM, ids=[why for _, why in OFF_FORM])
def test_a_reply_off_form_is_dropped(text: str, reason: str) -> None:
    dropped = read_reply(text, QUESTION)
    assert isinstance(dropped, Dropped)
    assert reason in dropped.reason


@pytest.mark.parametrize(("name", "given_", "reason"), DECISIONS_OFF_FORM)
def test_one_decision_off_form_drops_the_reply(name: str, given_: object, reason: str) -> None:
    dropped = read_reply(reply_text(**{name: given_}), QUESTION)
    assert isinstance(dropped, Dropped)
    assert reason in dropped.reason


def test_a_short_sentence_may_be_quoted_whole() -> None:
    question = make_question(("It closed.", *SENTENCES))
    changes = {
        name: {**given_, "sentence": given_["sentence"] + 1}
        for name, given_ in make_reply().items()
        if name != "stance"
    }
    text = reply_text(**changes, stance=decision("supports", 1, "It closed."))
    assert isinstance(read_reply(text, question), Opinion)


words = st.text(max_size=40) | st.sampled_from([*SENTENCES, "has closed the strait", "accepted"])
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=8,
)
PHRASES = ["", "has closed the strait", "on Monday", "He called earlier", "may still pass", "d"]


def nearly(name: str) -> st.SearchStrategy[object]:
    """Decisions of which most are in form."""
    right = st.sampled_from([(1, "has closed the strait"), (2, "He called earlier")])
    wrong = st.tuples(st.integers(0, 4), st.sampled_from(PHRASES))
    return st.builds(
        lambda value, rests: decision(value, *rests),
        st.sampled_from([str(word) for word in DECISIONS[name]]),
        right | right | wrong,
    )


def check(reply: object) -> bool:
    found = read_reply(json.dumps(reply), QUESTION)
    if isinstance(found, Dropped):
        assert "\n" not in found.reason
        return False
    assert isinstance(reply, dict)
    for name, value, on in found.decisions:
        assert value in set(DECISIONS[name])
        number = reply[name]["sentence"]
        assert on in QUESTION.sentences[number - 1].text if on else number == 0
    return True


@given(st.fixed_dictionaries({name: nearly(name) for name in DECISIONS}))
def test_what_is_taken_stands_where_it_says(reply: object) -> None:
    check(reply)


@given(any_json)
def test_no_json_raises(reply: object) -> None:
    assert not check(reply)


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    assert isinstance(read_reply(text, QUESTION), Dropped)
