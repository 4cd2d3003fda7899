"""What Ofsted tells English councils' children's services to improve: reports, recommendations and
themes.
"""

__version__ = "0.1.0"
