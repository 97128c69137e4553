"""What happens between two looks at a world: rules, their states, and messages."""
