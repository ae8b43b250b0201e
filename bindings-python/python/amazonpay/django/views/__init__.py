"""The views: what Amazon sends the buyer back to, and where it posts its notifications."""

from __future__ import annotations
