"""The door itself (``hooks``) and the pages about it (``pages``)."""
