"""What became of the receipts, for people: a page for the browser, and a daily report for the office."""
