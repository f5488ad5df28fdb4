"""The worked examples beside Phong Thổ: project files of plans 001, 003 and 004, invented land."""
