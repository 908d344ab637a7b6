"""Queries in processes that can be killed, and who gets the next one."""
