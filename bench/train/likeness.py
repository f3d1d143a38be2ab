"""Which verbs are alike, in which frames: what a table of verbs is learnt by.

Used by ``signatures.py``, which says what the data is. A key is a verb in a frame, affirmed or
negated; the kernel says how much the answer to one key tells of that to another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from monitor.domain.language.english import past_participle, past_tense

#: Frames: how the sentence goes after the verb. "be" ones are passive.
FRAMES = {
    "that": "someone {} that a particular thing happened",
    "be_that": "someone {} that a particular thing happened",
    "for_to": "someone {} for a particular thing to happen",
    "them_to_do": "someone {} a particular person to do a particular thing",
    "them_to_have": "someone {} a particular person to have a particular thing",
    "to_do": "a particular person {} to do a particular thing",
    "to_have": "a particular person {} to have a particular thing",
    "be_to_do": "a particular person {} to do a particular thing",
    "be_to_have": "a particular person {} to have a particular thing",
}
#: The same frames with people in them: what an encoder makes of them is less alike.
PLAIN = {
    "that": "Mary {} that John had left home",
    "be_that": "Mary {} that John had left home",
    "for_to": "Mary {} for John to leave home",
    "them_to_do": "Mary {} John to leave home",
    "them_to_have": "Mary {} John to have a house",
    "to_do": "John {} to leave home",
    "to_have": "John {} to have a house",
    "be_to_do": "John {} to leave home",
    "be_to_have": "John {} to have a house",
}
CLASSES = Path(__file__).with_name("verb_classes.txt")
#: How much it counts that two keys share a part of their frame, and that their verbs are alike
#: in one way. Found on the training split: they make rows left out one by one likeliest.
SHARES = {
    "any": 1, "negation": 1.5, "clause": 0.33, "clause voice": 0.18, "family": 0.17,
    "frame": 0.17, "clause negation": 0.5, "clause voice negation": 0.33,
    "family negation": 0.28, "frame negation": 0.21,
}  # fmt: skip
ALIKE = {"verb": 0.15, "name": 0.16, "sentence": 1, "plain": 1, "classes": 0.25}
NOISE = 5
Key = tuple[str, str, bool]  # verb (with its particle), frame, negated


def sentence(key: Key, frames: Mapping[str, str] = FRAMES) -> str:
    verb, frame, negated = key
    head, _, particle = verb.partition(" ")
    if frame.startswith("be_"):
        form = f"{'was not' if negated else 'was'} {past_participle(head)}"
    else:
        form = f"did not {head}" if negated else past_tense(head)
    return frames[frame].format(f"{form} {particle}".strip()) + "."


def texts_of(key: Key) -> dict[str, str]:
    """What is encoded for a key, by the way in which keys are alike."""
    return {"name": f"to {key[0]}", "sentence": sentence(key), "plain": sentence(key, PLAIN)}


class Space:
    """Keys with their classes and the vectors of their texts."""

    def __init__(self, keys: list[Key], vectors: dict[str, np.ndarray]) -> None:
        self.keys = keys
        self.vectors = {
            way: np.stack([vectors[texts_of(key)[way]] for key in keys])
            for way in ("name", "sentence", "plain")
        }
        self.classes = _classes([key[0] for key in keys])

    def kernel(self, other: Space) -> np.ndarray:
        """How much each key says of each of ``other``."""

        def same(part: Callable[[Key], object]) -> np.ndarray:
            mine, theirs = (np.array([part(key) for key in one.keys]) for one in (self, other))
            return (mine[:, None] == theirs[None, :]).astype("f4")

        def near(way: str, fall: float) -> np.ndarray:
            return np.exp(-fall * (1 - self.vectors[way] @ other.vectors[way].T))

        parts = {
            "any": np.float32(1),
            "negation": same(lambda key: key[2]),
            "clause": same(lambda key: key[1].endswith("that")),
            "voice": same(lambda key: key[1].startswith("be_")),
            "family": same(lambda key: key[1].removesuffix("_do").removesuffix("_have")),
            "frame": same(lambda key: key[1]),
        }
        shared = sum(
            weight * np.prod([parts[part] for part in names.split()], axis=0)
            for names, weight in SHARES.items()
        )
        alike = (
            ALIKE["verb"] * same(lambda key: key[0])
            + ALIKE["name"] * near("name", 6)
            + ALIKE["sentence"] * near("sentence", 2)
            + ALIKE["plain"] * near("plain", 2)
            + ALIKE["classes"] * (self.classes @ other.classes.T) ** 3
        )
        return shared * alike


def _classes(verbs: list[str]) -> np.ndarray:
    """A row for each verb: its classes, each with the same share, of length 1 or 0."""
    lines = [line for line in CLASSES.read_text(encoding="utf-8").splitlines() if line]
    table = [line.partition(":")[2].split() for line in lines if not line.startswith("#")]
    members = [{word.replace("_", " ") for word in words} for words in table]
    known = set().union(*members)
    rows = []
    for verb in verbs:
        own = verb if verb in known else verb.partition(" ")[0]
        rows.append([own in words for words in members])
    found = np.array(rows, dtype="f4")
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1)


def fit(space: Space, gold: np.ndarray, target: Space) -> np.ndarray:
    """Scores of the three answers for the keys of ``target``."""
    kernel = space.kernel(space) + NOISE * np.eye(len(gold))
    mean = gold.mean(0)
    return target.kernel(space) @ np.linalg.solve(kernel, gold - mean) + mean


def left_out(space: Space, gold: np.ndarray) -> np.ndarray:
    """Scores of each key by all the others."""
    inverse = np.linalg.inv(space.kernel(space) + NOISE * np.eye(len(gold)))
    return gold - inverse @ (gold - gold.mean(0)) / inverse.diagonal()[:, None]
