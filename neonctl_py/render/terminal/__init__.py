"""For people's eyes; the only place that knows rich."""
