"""All documents at a glance, and how much of each is read; the page of one is among `bilat.web.things`."""
