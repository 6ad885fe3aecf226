"""The alerts of a period become a digest and the board."""
