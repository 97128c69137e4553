"""Tables and what refers to what, as pictures."""
