"""Cells: where things stand on a screen of so many columns and rows. Pure; knows no colours and no widgets."""
