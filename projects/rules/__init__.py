"""Pure decisions about a project. Plain values in, plain values out; no database, no clock."""
