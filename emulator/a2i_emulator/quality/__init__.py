"""Quality of people's answers, from what A2I writes of them. It asks nobody and keeps nothing."""
