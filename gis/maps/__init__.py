"""Results become files a person opens: the only writer."""
