"""Rules over hand-written SQL files and over a stack's desired state. Never here: reading files, connecting, printing."""
