"""English words, names and sentences, as every other part reads them."""
