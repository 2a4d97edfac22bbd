"""What every API room shares: problem documents, paging, views."""
