"""What a project says of its pages: their queries, and how statements are put into words."""
