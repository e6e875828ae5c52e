"""What is told of the calls received: the request history and the log."""
