"""Vietnamese text from before Unicode: recognised by evidence, converted when asked."""
