"""What a human loop is and what it may do: records and pure functions, no I/O, clock or chance."""
