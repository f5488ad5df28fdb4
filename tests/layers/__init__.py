"""Tests of gis.layers."""
