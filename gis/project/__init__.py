"""What the office asks for: the project file, checked."""
