"""The stack language: YAML text to documents with positions, to the desired state. Nothing here touches a network."""
