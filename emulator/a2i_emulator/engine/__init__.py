"""What happens by itself: the thread that time wakes, its steps, and what comes of them."""
