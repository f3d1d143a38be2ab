"""What we touch: articles. Text out of pages, and sentences out of text."""
