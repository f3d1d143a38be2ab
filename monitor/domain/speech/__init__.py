"""Who says it, and how firmly: the grammar of statements, one module a question."""
