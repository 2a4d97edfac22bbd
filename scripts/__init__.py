"""The two commands of this project (`run`, `test`) and what they share."""
