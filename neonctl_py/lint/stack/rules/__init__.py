"""What the rules look for, by topic. Never here: what a rule is called and how bad it is (lint/stack/catalogue)."""
