"""What each command may be told, declared by `add_…`, beside what it does; a command loads what it
needs when it runs.
"""
