"""(desired, observed) -> Plan. Pure: no clock, no randomness, no I/O."""
