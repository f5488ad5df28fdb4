"""Reviewed facts as package data: plan registers, communes, forest codes."""
