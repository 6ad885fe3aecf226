"""An article and an index become matches, each with its evidence."""
