"""One file per sentence that a user would say. Strings layers together, returns values, prints nothing."""
