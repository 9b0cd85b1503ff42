"""Screens: each connects panes or asks one thing."""
