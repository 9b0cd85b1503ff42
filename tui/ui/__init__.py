"""Drawing: the only home of textual and rich.

`app` > `screens` > `panes` > `widgets`: each imports only to its right. A widget draws rows of cells and says what the
user did; a pane receives a finished result; a screen connects panes; the app loads profiles. Text from a profile enters
as `Segment`, `Text` or `Content`, never as a string that could be read as markup.
"""
