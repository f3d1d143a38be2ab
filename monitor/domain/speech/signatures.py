"""What verbs leave of the clause they govern, learnt from judgements of readers.

Made by ``bench/train/signatures.py`` from MegaVeridicality (White and Rawlins 2018); not to be
edited by hand. An entry is a verb with its particle and one digit a frame of ``FRAMES``: three
times what the affirmed verb leaves of its clause plus what the negated one leaves, each
0 (it is so), 1 (it is not so), 2 (open).
"""

from __future__ import annotations

FRAMES = (
    "that",  # X noted that P
    "be_that",  # X was told that P
    "for_to",  # X arranged for P to happen
    "them_to_do",  # X urged them to do P
    "them_to_have",
    "to_do",  # X managed to do P
    "to_have",
    "be_to_do",  # X was told to do P
    "be_to_have",
)
TABLE = """\
"""
