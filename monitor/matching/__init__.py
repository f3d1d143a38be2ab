"""Which claims a text speaks about: the index over watch queries, and the judges."""
