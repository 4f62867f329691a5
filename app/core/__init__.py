"""What every room stands on: settings, transactions, problems, HTTP edge, files. No business words in here."""
