"""Panes: each draws one finished result, and says what the user chose. None looks at another."""
