"""Text files wrapped by hand are read as paragraphs; offsets stay those of the file."""

from monitor.cli.read import unwrap

WRAPPED = """A headline

The minister said on Tuesday that soldiers may
have been sent abroad, according to two
officials who asked not to be named. If
true, it would be new.

A second paragraph
ends here."""


def test_a_wrapped_text_gets_one_paragraph_a_line():
    text = unwrap(WRAPPED)
    assert len(text) == len(WRAPPED)
    assert "may have been sent abroad, according to two officials" in text
    assert text.count("\n") == 4
    assert text.index("A second paragraph ends") == WRAPPED.index("A second paragraph\nends")


def test_one_paragraph_a_line_is_left_alone():
    text = "A headline\n" + "\n".join(f"Sentence {n} of the report ends here." for n in range(9))
    assert unwrap(text) == text
    assert unwrap("") == ""
    long = WRAPPED + "\n" + "word " * 60
    assert unwrap(long) == long
