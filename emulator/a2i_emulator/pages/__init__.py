"""What people see: the worker portal and the requester's console, and what both share."""
