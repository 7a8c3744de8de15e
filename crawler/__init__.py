"""How nianbao fetches: the spiders, their manners, and the nianbao command."""
