"""What members are told: the inbox in the app, and the digest of the morning."""
