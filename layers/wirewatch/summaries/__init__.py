"""An article becomes a summary; what a model writes is checked against the article."""
