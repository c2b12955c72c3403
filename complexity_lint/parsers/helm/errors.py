"""What makes a chart unusable as a whole."""


class ChartError(Exception):
    """A chart cannot be loaded or rendered; the text is what helm would print."""
