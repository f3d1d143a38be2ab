"""What a person may do to a flag and a claim; the record leads to the state."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.judgement import Flag, FlagKind, FlagState
from monitor.domain.model import VERDICTS, ClaimStatus
from monitor.domain.review import close, decide, merge, reopen, replay, require_person, undo
from monitor.domain.work import MACHINE, AuditEvent, ReviewAction
from monitor.errors import TransitionError, UsageError
from tests.factories import NOW, PERSON, later, make_claim, make_evidence

ACTS = (ReviewAction.ACCEPT, ReviewAction.REJECT, ReviewAction.SNOOZE, ReviewAction.DUPLICATE)
NOBODY = ["", "   ", "monitor", "Monitor", " MONITOR\n", "\t"]


def make_flag(**values):
    return Flag(
        **{
            "id": 7,
            "claim_id": "C1",
            "origin": "o",
            "kind": FlagKind.CONFIRMATION,
            "state": FlagState.QUEUED,
            "score": 3.5,
            "evidence": (make_evidence(),),
            "created_at": NOW,
            "updated_at": NOW,
            **values,
        }
    )


def act(flag, action, *, now=NOW, **values):
    given_ = {
        "actor": PERSON,
        "now": now,
        "reason": "old news" if action is ReviewAction.REJECT else "",
        "until": now + timedelta(days=3),
        "duplicate_of": 9,
        **values,
    }
    return decide(flag, action, **given_)


def applied(flag, outcome):
    assert outcome.expected is flag.state
    return replace(
        flag,
        state=outcome.state,
        snoozed_until=outcome.snoozed_until,
        duplicate_of=outcome.duplicate_of,
    )


@pytest.mark.parametrize(
    ("action", "state", "until", "of"),
    [
        (ReviewAction.ACCEPT, FlagState.ACCEPTED, None, None),
        (ReviewAction.REJECT, FlagState.REJECTED, None, None),
        (ReviewAction.SNOOZE, FlagState.SNOOZED, later(days=3), None),
        (ReviewAction.DUPLICATE, FlagState.DUPLICATE, None, 9),
    ],
)
@pytest.mark.parametrize("before", [FlagState.QUEUED, FlagState.HIDDEN])
def test_each_act_leads_to_its_state_and_is_on_the_record(action, state, until, of, before):
    outcome = act(make_flag(state=before), action, note=" seen ")
    assert (outcome.state, outcome.snoozed_until, outcome.duplicate_of) == (state, until, of)
    event = outcome.event
    assert (event.actor, event.action, event.at) == (PERSON, action, NOW)
    assert (event.subject, event.subject_id) == ("flag", "7")
    assert (event.from_state, event.to_state, event.note) == (before, state, "seen")
    assert event.data["version"] == "test-1"
    assert event.data["kind"] == "confirmation"


@pytest.mark.parametrize(
    ("action", "values", "words"),
    [
        (ReviewAction.REJECT, {"reason": "  "}, "needs a reason"),
        (ReviewAction.SNOOZE, {"until": None}, "in the future"),
        (ReviewAction.SNOOZE, {"until": NOW}, "in the future"),
        (ReviewAction.DUPLICATE, {"duplicate_of": None}, "the flag that stays"),
        (ReviewAction.DUPLICATE, {"duplicate_of": 7}, "the flag that stays"),
        (ReviewAction.UNDO, {}, "undo"),
    ],
)
def test_an_act_without_what_it_needs_is_refused(action, values, words):
    with pytest.raises(UsageError, match=words):
        act(make_flag(), action, **values)


@pytest.mark.parametrize("action", ACTS)
def test_a_superseded_flag_cannot_be_decided(action):
    with pytest.raises(TransitionError, match="superseded"):
        act(make_flag(state=FlagState.SUPERSEDED), action)


@pytest.mark.parametrize(
    ("action", "state"),
    [(ReviewAction.ACCEPT, FlagState.ACCEPTED), (ReviewAction.REJECT, FlagState.REJECTED)],
)
def test_the_same_decision_twice_is_refused_another_one_is_not(action, state):
    with pytest.raises(TransitionError, match=f"{state} already"):
        act(make_flag(state=state), action)
    other = next(one for one in ACTS if one is not action)
    assert act(make_flag(state=state), other).expected is state


@pytest.mark.parametrize("actor", NOBODY)
@pytest.mark.parametrize("action", ACTS)
def test_nobody_and_the_machine_cannot_decide_on_a_flag(action, actor):
    with pytest.raises(UsageError, match="name of a person"):
        act(make_flag(), action, actor=actor)


@pytest.mark.parametrize("actor", NOBODY)
def test_nobody_and_the_machine_cannot_undo_or_judge_a_claim(actor):
    flag = make_flag()
    event = act(flag, ReviewAction.ACCEPT).event
    open_, closed = make_claim(), make_claim("C2", status=ClaimStatus.CONFIRMED)
    values = {"actor": actor, "now": NOW}
    for call in (
        lambda: undo(replace(flag, state=FlagState.ACCEPTED), [event], **values),
        lambda: close(open_, ClaimStatus.CONFIRMED, reason="x", **values),
        lambda: reopen(closed, reason="x", **values),
        lambda: reopen(replace(open_, status=ClaimStatus.DRAFT), reason="", **values),
        lambda: merge(open_, closed, reason="x", **values),
    ):
        with pytest.raises(UsageError, match="name of a person"):
            call()


def test_a_persons_name_is_one_line():
    assert require_person("  Ada \n Editor ") == "Ada Editor"
    assert require_person("Monitoring Ltd") == "Monitoring Ltd"


def test_undo_takes_decisions_back_one_by_one_with_what_they_carried():
    flag, events = make_flag(), []
    for action in (ReviewAction.SNOOZE, ReviewAction.DUPLICATE, ReviewAction.ACCEPT):
        outcome = act(flag, action)
        flag = applied(flag, outcome)
        events.append(outcome.event)
    seen = []
    for _ in range(3):
        outcome = undo(flag, events, actor=PERSON, now=later(hours=1), note="slip")
        flag = applied(flag, outcome)
        events.append(outcome.event)
        seen.append((flag.state, flag.snoozed_until, flag.duplicate_of, outcome.event.reason))
    assert seen == [
        (FlagState.DUPLICATE, None, 9, "undo accept"),
        (FlagState.SNOOZED, later(days=3), None, "undo duplicate"),
        (FlagState.QUEUED, None, None, "undo snooze"),
    ]
    with pytest.raises(TransitionError, match="no decision to undo"):
        undo(flag, events, actor=PERSON, now=NOW)


def test_undo_without_a_decision_or_of_a_superseded_flag_is_refused():
    machine = AuditEvent(
        at=NOW, actor=MACHINE, subject="flag", subject_id="7", action="create", to_state="queued"
    )
    stray = replace(machine, actor=PERSON, action="undo")
    for events in ([], [machine], [stray]):
        with pytest.raises(TransitionError, match="no decision to undo"):
            undo(make_flag(), events, actor=PERSON, now=NOW)
    decided = act(make_flag(), ReviewAction.SNOOZE).event
    with pytest.raises(TransitionError, match="superseded"):
        undo(make_flag(state=FlagState.SUPERSEDED), [decided], actor=PERSON, now=NOW)


@settings(max_examples=200)
@given(
    start=st.sampled_from([FlagState.QUEUED, FlagState.HIDDEN]),
    acts=st.lists(st.sampled_from([*ACTS, ReviewAction.UNDO]), max_size=25),
)
def test_any_sequence_of_decisions_and_undos_replays_to_the_stored_state(start, acts):
    flag, events, stack = make_flag(state=start), [], []
    for number, action in enumerate(acts):
        now = later(minutes=number)
        before = (flag.state, flag.snoozed_until, flag.duplicate_of)
        try:
            outcome = (
                undo(flag, events, actor=PERSON, now=now)
                if action is ReviewAction.UNDO
                else act(flag, action, now=now)
            )
        except TransitionError:
            assert action is not ReviewAction.UNDO or not stack
            continue
        flag = applied(flag, outcome)
        events.append(outcome.event)
        if action is ReviewAction.UNDO:
            assert (flag.state, flag.snoozed_until, flag.duplicate_of) == stack.pop()
        else:
            stack.append(before)
    assert replay(events, start) == flag.state
    assert all(event.actor == PERSON for event in events)


SETTLED = sorted(VERDICTS - {ClaimStatus.PARTLY_CONFIRMED})


@pytest.mark.parametrize("verdict", sorted(VERDICTS))
@pytest.mark.parametrize("before", [ClaimStatus.OPEN, ClaimStatus.STALE])
def test_a_person_closes_a_watched_claim_with_a_reason(verdict, before):
    claim = make_claim(status=before)
    outcome = close(claim, verdict, actor=PERSON, now=NOW, reason=" both say so ", note="n")
    assert (outcome.expected, outcome.status, outcome.merged_into) == (before, verdict, None)
    event = outcome.event
    assert (event.action, event.reason, event.note) == ("verdict", "both say so", "n")
    assert replay([event], before) == verdict


def test_partly_confirmed_may_become_more():
    claim = make_claim(status=ClaimStatus.PARTLY_CONFIRMED)
    close(claim, ClaimStatus.CONFIRMED, actor=PERSON, now=NOW, reason="x")
    with pytest.raises(TransitionError, match="already"):
        close(claim, ClaimStatus.PARTLY_CONFIRMED, actor=PERSON, now=NOW, reason="x")


@pytest.mark.parametrize("status", [*SETTLED, ClaimStatus.DRAFT, ClaimStatus.MERGED])
def test_a_settled_claim_is_reopened_first(status):
    claim = make_claim(status=status)
    verdict = ClaimStatus.REFUTED if status is not ClaimStatus.REFUTED else ClaimStatus.CONFIRMED
    with pytest.raises(TransitionError, match="reopen C1"):
        close(claim, verdict, actor=PERSON, now=NOW, reason="x")


@pytest.mark.parametrize(
    "status", [ClaimStatus.OPEN, ClaimStatus.STALE, ClaimStatus.DRAFT, ClaimStatus.MERGED]
)
def test_only_verdicts_are_verdicts(status):
    with pytest.raises(UsageError, match="not a verdict"):
        close(make_claim(), status, actor=PERSON, now=NOW, reason="x")


def test_a_verdict_needs_a_reason():
    with pytest.raises(UsageError, match="needs a reason"):
        close(make_claim(), ClaimStatus.CONFIRMED, actor=PERSON, now=NOW, reason=" ")


@pytest.mark.parametrize("status", sorted(VERDICTS | {ClaimStatus.MERGED}))
def test_a_verdict_is_taken_back_with_a_reason(status):
    claim = make_claim(status=status)
    outcome = reopen(claim, actor=PERSON, now=NOW, reason="withdrawn")
    assert (outcome.status, outcome.event.action) == (ClaimStatus.OPEN, "reopen")
    with pytest.raises(UsageError, match="needs a reason"):
        reopen(claim, actor=PERSON, now=NOW, reason="")


def test_a_draft_opens_without_a_reason_and_an_open_claim_not_at_all():
    outcome = reopen(make_claim(status=ClaimStatus.DRAFT), actor=PERSON, now=NOW, reason="")
    assert (outcome.status, outcome.event.action) == (ClaimStatus.OPEN, "open")
    for status in (ClaimStatus.OPEN, ClaimStatus.STALE):
        with pytest.raises(TransitionError, match="already"):
            reopen(make_claim(status=status), actor=PERSON, now=NOW, reason="x")


def test_merging_names_the_claim_that_stays():
    into = make_claim("C2")
    outcome = merge(make_claim(), into, actor=PERSON, now=NOW, reason="")
    assert (outcome.status, outcome.merged_into) == (ClaimStatus.MERGED, "C2")
    assert outcome.event.reason == "same as C2"
    assert dict(outcome.event.data) == {"merged_into": "C2"}
    with pytest.raises(UsageError, match="into itself"):
        merge(into, into, actor=PERSON, now=NOW, reason="")
    gone = make_claim("C3", status=ClaimStatus.MERGED, merged_into="C2")
    for pair in ((gone, into), (into, gone)):
        with pytest.raises(TransitionError, match="C3 is merged into C2 already"):
            merge(*pair, actor=PERSON, now=NOW, reason="")


def test_replay_keeps_the_state_over_events_that_change_none():
    event = AuditEvent(at=NOW, actor=PERSON, subject="claim", subject_id="C1", action="edit")
    assert replay([event, event], "open") == "open"
