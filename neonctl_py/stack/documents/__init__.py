"""One file per kind: the keys that its document has, and how it becomes objects of the desired state."""
