"""An audit as files a person opens: tables, a map, a page for every case."""
