"""Lives: a feed and officers' commands in one readable file, day by day."""
