"""What comes in becomes articles: formats taken apart, pages and page dumps read."""
