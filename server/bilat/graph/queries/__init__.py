"""The queries that a project keeps in files: questions with their answers, checks, what is wrong in them."""
