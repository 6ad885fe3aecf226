"""Rules that reject a mention, one module each."""
