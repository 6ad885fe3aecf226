"""Text: normalisation, sanitising, sentences, dates."""
