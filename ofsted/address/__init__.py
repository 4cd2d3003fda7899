"""A view and its address: what a link says, read and written without Streamlit."""
