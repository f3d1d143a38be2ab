"""What labels are called in numbers."""

LABELS = {"confirm": 0, "refute": 1, "discuss": 2, "unrelated": 3}
#: What is only known not to be: neither confirmed nor refuted; not confirmed; nothing known.
NEI, NOT_CONFIRMED, UNKNOWN = 4, 5, 6
