"""The Streamlit side: state in the URL, filters, figures and quote cards.

The only part that imports Streamlit.
"""
