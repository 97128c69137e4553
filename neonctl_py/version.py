"""The one place that holds the version; reading package metadata costs start-up time."""

__version__ = "0.1.0"
