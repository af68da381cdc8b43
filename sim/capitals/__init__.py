"""The few who deliberate once a week: Mesa agents in plain Python, one file each, each replaceable by a user's own subclass."""
