"""Images, and what Compose needs besides: passwords, databases, topics."""
