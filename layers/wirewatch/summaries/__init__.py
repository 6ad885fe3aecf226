"""An article becomes a summary; the guard holds what a model writes against the article."""
