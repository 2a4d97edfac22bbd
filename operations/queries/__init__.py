"""READ: the state of the platform and of each organization, one short transaction per organization."""
