"""What there is to have, for people, crawlers and clients: DCAT, VoID, service description, examples."""
