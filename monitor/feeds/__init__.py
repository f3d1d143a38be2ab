"""The network and the feed formats: one fetch function, conditional requests, parsers, OPML."""
