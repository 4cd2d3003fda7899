"""What the web server answers besides the dashboard, made from addresses without Streamlit."""
