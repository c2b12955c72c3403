"""Cluster configurations of installers -> clusters and the size of their control planes."""
