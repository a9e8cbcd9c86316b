"""Grafana's dashboards, made from the metrics that the code tells."""
