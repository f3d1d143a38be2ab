"""The bundled cross-encoder: what it answers, and that no other model is taken for it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ConfigError
from monitor.matching.encoder import LABELS, CrossEncoder
from monitor.shipped import model_dir

CLAIM = "France has sent soldiers to Spain"
TEXTS = (
    "France confirmed on Monday that its soldiers are in Spain.",
    "France denied that it had sent any soldiers to Spain.",
    "The museum opens at ten and closes at five on weekdays.",
    "Soldiers.",
    "Reports that France may have sent soldiers could not be verified by the end of the week, "
    "the mayor of a town near the border said, and nobody there had seen any of them.",
)


@pytest.fixture(scope="module")
def encoder() -> CrossEncoder:
    return CrossEncoder(model_dir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An own copy of the shipped model."""
    copy = tmp_path / "own model"
    copy.mkdir()
    for file in model_dir().iterdir():
        if file.suffix == ".onnx":  # large, and replaced rather than changed
            (copy / file.name).symlink_to(file)
        else:
            shutil.copy(file, copy)
    return copy


def change(folder: Path, **values: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def replace_file(folder: Path, name: str, data: bytes) -> None:
    """Put other bytes in place of a file, and name them in the manifest."""
    (folder / name).unlink()
    (folder / name).write_bytes(data)
    sums = json.loads((folder / "manifest.json").read_text())["sha256"]
    change(folder, sha256={**sums, name: hashlib.sha256(data).hexdigest()})


def canaries(folder: Path) -> list[dict[str, Any]]:
    found = json.loads((folder / "manifest.json").read_text())["canaries"]
    assert found
    return found


# --- Answers ---


def test_short_texts_have_two_readers(encoder: CrossEncoder) -> None:
    pairs = [(CLAIM, text) for text in TEXTS]
    both = encoder.read_short(pairs)
    assert [one for one, _ in both] == encoder.read(pairs)
    assert encoder.read_short(pairs) == both
    for one, two in both[:2]:
        assert two is not None
        assert one != two
    (supports, _), (refutes, _) = ((two, one) for one, two in both[:2])
    assert supports is not None
    assert refutes is not None
    assert supports[0] == max(supports[:4])
    assert refutes[1] == max(refutes[:4])


def test_without_a_model_for_short_texts_one_reads_all(folder: Path) -> None:
    (folder / "short.onnx").unlink()
    sums = json.loads((folder / "manifest.json").read_text())["sha256"]
    del sums["short.onnx"]
    change(folder, sha256=sums)
    alone = CrossEncoder(folder)
    pairs = [(CLAIM, TEXTS[0])]
    assert alone.read_short(pairs) == [(alone.read(pairs)[0], None)]


def test_the_copy_loads_and_answers_as_the_shipped_one(folder: Path, encoder: CrossEncoder) -> None:
    pairs = [(CLAIM, text) for text in TEXTS]
    assert CrossEncoder(folder).read(pairs) == encoder.read(pairs)


def test_stances_of_plain_texts(encoder: CrossEncoder) -> None:
    answers = encoder.read([(CLAIM, text) for text in TEXTS[:3]])
    best = [LABELS[max(range(4), key=answer.__getitem__)] for answer in answers]
    assert best == ["supports", "refutes", "unrelated"]
    assert {len(answer) for answer in answers} == {5}
    # The fifth number: a text that says something weighs more than one that says nothing.
    assert answers[1][4] > answers[2][4]


def test_answers_come_in_the_order_of_the_pairs(encoder: CrossEncoder) -> None:
    pairs = [(CLAIM, text) for text in TEXTS]
    answers = encoder.read(pairs)
    assert encoder.read(pairs[::-1]) == answers[::-1]
    assert len(set(answers)) == len(TEXTS)


def test_an_answer_does_not_hang_on_its_neighbours(encoder: CrossEncoder) -> None:
    # Bytes share a scale in a run: read together, about one pair in fourteen would change sides.
    pairs = [(CLAIM, f"{TEXTS[at % 5]} {'It rained. ' * (at % 7)}") for at in range(75)]
    assert encoder.read(pairs) == [encoder.read([pair])[0] for pair in pairs]


def test_the_same_question_gets_the_same_answer(encoder: CrossEncoder) -> None:
    pairs = [(CLAIM, text) for text in TEXTS] * 9
    assert encoder.read(pairs) == encoder.read(pairs)
    assert encoder.read(pairs) == CrossEncoder(model_dir()).read(pairs)


def test_nothing_asked_nothing_answered(encoder: CrossEncoder) -> None:
    assert encoder.read([]) == []


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("", ""),
        (CLAIM, ""),
        ("", TEXTS[0]),
        (CLAIM, "\u200b\u200b"),
        ("a " * 5_000, TEXTS[0]),  # 10,000 characters, a token each
        ("a " * 5_000, "b " * 5_000),
        ("\u6b63" * 10_000, "\u6b63" * 10_000),
        ("x" * 10_000, "y" * 10_000),
        (CLAIM, "word " * 100_000),
        (CLAIM, "\U0001f6a2" * 500),
        ("[SEP] [CLS] [PAD]", "[MASK] [SEP] [SEP]"),
    ],
)
def test_odd_and_endless_texts_are_read(encoder: CrossEncoder, claim: str, text: str) -> None:
    (answer,) = encoder.read([(claim, text)])
    assert len(answer) == 5
    assert all(abs(number) < 50 for number in answer)


def test_what_is_beyond_the_window_does_not_count(encoder: CrossEncoder) -> None:
    filler = "It rained on the hills for days and days. " * 40
    (cut,) = encoder.read([(CLAIM, filler)])
    (more,) = encoder.read([(CLAIM, filler + TEXTS[0])])
    assert cut == more


def test_a_claim_without_end_leaves_room_for_the_text(encoder: CrossEncoder) -> None:
    claim = f"{CLAIM} " * 300
    (confirmed,) = encoder.read([(claim, TEXTS[0])])
    (denied,) = encoder.read([(claim, TEXTS[1])])
    assert denied[1] > confirmed[1] + 0.5


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=600), st.text(max_size=2000))
def test_any_text_is_read(claim: str, text: str) -> None:
    (answer,) = _shared().read([(claim, text)])
    assert len(answer) == 5


_LOADED: list[CrossEncoder] = []


def _shared() -> CrossEncoder:
    """One model for all examples of a property."""
    if not _LOADED:
        _LOADED.append(CrossEncoder(model_dir()))
    return _LOADED[0]


def test_the_libraries_report_nothing_and_leave_nothing_behind(tmp_path: Path) -> None:
    code = (
        "from monitor.matching.encoder import CrossEncoder; from monitor.shipped import model_dir;"
        "CrossEncoder(model_dir()).read([('a', 'b')])"
    )
    quiet = ("ORT_DISABLE_TELEMETRY", "ORT_TELEMETRY_DISABLED", "CI")
    env = {name: value for name, value in os.environ.items() if name not in quiet}
    home = {name: str(tmp_path) for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        env={**env, **home},
        check=True,
        timeout=120,
    )
    assert list(tmp_path.iterdir()) == []


# --- What is no model of this program ---


def refused(folder: Path) -> str:
    """The one line that says why the model is not taken."""
    with pytest.raises(ConfigError) as caught:
        CrossEncoder(folder)
    told = str(caught.value)
    assert "\n" not in told
    assert told.startswith(f"judge.model_dir: {folder}")
    assert len(told) < 400 + len(str(folder))
    return told


@pytest.mark.parametrize("name", ["manifest.json", "model.onnx", "short.onnx", "tokenizer.json"])
def test_a_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert f"{name} cannot be read: No such file or directory" in refused(folder)


def test_a_missing_folder(tmp_path: Path) -> None:
    assert "manifest.json cannot be read" in refused(tmp_path / "nowhere")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(folder: Path) -> None:
    (folder / "tokenizer.json").chmod(0)
    assert "Permission denied" in refused(folder)


def test_a_folder_in_place_of_a_file(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer.json").mkdir()
    assert "tokenizer.json cannot be read: Is a directory" in refused(folder)


@pytest.mark.parametrize("name", ["model.onnx", "short.onnx", "tokenizer.json"])
def test_a_file_of_another_sum(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    (folder / name).unlink()
    (folder / name).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert f"{name} is not the file that its manifest names" in refused(folder)


@pytest.mark.parametrize("sums", [None, [], {}, {"model.onnx": 7}])
def test_a_manifest_without_sums(folder: Path, sums: object) -> None:
    change(folder, sha256=sums)
    assert "model.onnx is not the file that its manifest names" in refused(folder)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", 2),
        ("format", None),
        ("labels", ["refutes", "supports", "discusses", "unrelated"]),
        ("labels", ["supports", "refutes"]),
        ("labels", ["x" * 5_000]),
        ("windows", 0),
        ("neutral", 99),
    ],
)
def test_a_model_for_another_program(folder: Path, key: str, value: object) -> None:
    change(folder, **{key: value})
    told = refused(folder)
    assert f"manifest.json: {key} is " in told
    assert "this program needs " in told


@pytest.mark.parametrize(
    "content", [b"", b"{", b"no", b"\xff\xfe", b"[" * 100_000, b'{"format": 1' + b" " * 9]
)
def test_a_manifest_that_is_no_json(folder: Path, content: bytes) -> None:
    (folder / "manifest.json").write_bytes(content)
    assert "manifest.json is not valid JSON: " in refused(folder)


@pytest.mark.parametrize("content", ["[]", "7", "null", '"format"'])
def test_a_manifest_that_is_no_object(folder: Path, content: str) -> None:
    (folder / "manifest.json").write_text(content)
    assert "manifest.json must hold a JSON object" in refused(folder)


@pytest.mark.parametrize("key", ["version", "max_tokens", "canaries", "tolerance", "weights"])
def test_a_manifest_with_a_key_less(folder: Path, key: str) -> None:
    path = folder / "manifest.json"
    raw = json.loads(path.read_text())
    del raw[key]
    path.write_text(json.dumps(raw))
    assert f"manifest.json: '{key}' is missing" in refused(folder)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("max_tokens", 0),
        ("max_tokens", "many"),
        ("max_tokens", True),
        ("tolerance", -1),
        ("tolerance", float("nan")),
        ("tolerance", float("inf")),
        ("canaries", 7),
        ("canaries", ["a"]),
        ("canaries", [{"claim": "a", "text": "b", "answer": [1, 2, 3, 4]}]),
        ("canaries", [{"claim": "a", "text": "b", "answer": "no"}]),
        ("weights", []),
        ("weights", {"format": 99}),
        ("weights", None),
    ],
)
def test_a_manifest_with_a_wrong_value(folder: Path, key: str, value: object) -> None:
    change(folder, **{key: value})
    assert "manifest.json: " in refused(folder)


def test_a_manifest_without_canaries(folder: Path) -> None:
    change(folder, canaries=[])
    assert "manifest.json: canaries are missing" in refused(folder)
    # Whoever makes the manifest asks for the answers first.
    assert CrossEncoder(folder, unanswered=True).read([(CLAIM, TEXTS[0])])


def test_canaries_that_are_answered_otherwise(folder: Path) -> None:
    rows = canaries(folder)
    rows[-1]["answer"][2] += 0.7
    change(folder, canaries=rows)
    told = refused(folder)
    assert "answers otherwise than its manifest says (0." in told
    assert told.endswith("install the model again")


def test_canaries_answered_within_the_tolerance_pass(folder: Path) -> None:
    rows = canaries(folder)
    for row in rows:
        row["answer"] = [number + 0.3 for number in row["answer"]]
    change(folder, canaries=rows)
    CrossEncoder(folder)


def test_canaries_that_are_answered_otherwise_as_short_texts(folder: Path) -> None:
    rows = canaries(folder)
    rows[0]["short"][1] -= 0.7
    change(folder, canaries=rows)
    assert "answers otherwise than its manifest says (0." in refused(folder)


def test_canaries_without_their_answer_as_short_texts(folder: Path) -> None:
    rows = canaries(folder)
    del rows[0]["short"]
    change(folder, canaries=rows)
    assert "'short' is missing" in refused(folder)


def test_a_first_model_that_gives_no_words(folder: Path) -> None:
    replace_file(folder, "model.onnx", (folder / "short.onnx").read_bytes())
    assert "does not run" in refused(folder)


def test_two_canaries_that_changed_places(folder: Path) -> None:
    rows = canaries(folder)
    rows[0]["answer"], rows[1]["answer"] = rows[1]["answer"], rows[0]["answer"]
    change(folder, canaries=rows)
    assert "answers otherwise" in refused(folder)


def test_an_answer_that_is_no_number(folder: Path) -> None:
    rows = canaries(folder)
    rows[0]["answer"] = [0.0, float("nan"), 0.0, 0.0, 0.0]
    change(folder, canaries=rows, tolerance=1.0)
    assert "manifest.json: " in refused(folder) or "answers otherwise" in refused(folder)


@pytest.mark.parametrize("size", [0, 1000, 17_000_000])
def test_a_truncated_model(folder: Path, size: int) -> None:
    replace_file(folder, "model.onnx", (folder / "model.onnx").read_bytes()[:size])
    assert "does not load: " in refused(folder)


@pytest.mark.parametrize("content", [b"", b"{}", b"no", b'{"model": {"type": "WordPiece"}}'])
def test_a_broken_tokenizer(folder: Path, content: bytes) -> None:
    replace_file(folder, "tokenizer.json", content)
    assert "does not load: " in refused(folder)


def with_words(folder: Path, change_words: Callable[[dict[str, int]], dict[str, int]]) -> None:
    raw = json.loads((folder / "tokenizer.json").read_text())
    raw["model"]["vocab"] = change_words(raw["model"]["vocab"])
    replace_file(folder, "tokenizer.json", json.dumps(raw).encode())


def test_the_tokenizer_of_another_model(folder: Path) -> None:
    def shifted(words: dict[str, int]) -> dict[str, int]:
        plain = [word for word in words if not word.startswith("[")]
        turned = plain[500:] + plain[:500]
        return {**words, **{w: words[o] for w, o in zip(plain, turned, strict=True)}}

    with_words(folder, shifted)
    assert "answers otherwise than its manifest says" in refused(folder)


def test_a_tokenizer_with_more_words_than_the_model(folder: Path) -> None:
    def raised(words: dict[str, int]) -> dict[str, int]:
        return {w: n if w.startswith("[") else n + 40_000 for w, n in words.items()}

    with_words(folder, raised)
    assert "does not run: " in refused(folder)


def test_longer_texts_than_the_model_has_places_for(folder: Path) -> None:
    change(folder, max_tokens=4096)
    assert "does not run: " in refused(folder)
