"""The stages from the shell."""
