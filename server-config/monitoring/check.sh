#!/usr/bin/env bash
# Checks the examples in this folder with Prometheus' own tool: configuration, rules, and what the rules make of given
# series. Needs promtool (Debian: the package prometheus).
set -euo pipefail
cd "$(dirname "$0")"
promtool check config prometheus.yml
promtool check rules alerts.yml
promtool test rules alerts.test.yml
