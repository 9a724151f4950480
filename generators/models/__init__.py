"""Learned models: loading, predicting, their data files and cards, and the scripts that train them."""
