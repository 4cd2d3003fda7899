"""The pieces that every page is made of: filters, controls, figures, cards, tables."""
