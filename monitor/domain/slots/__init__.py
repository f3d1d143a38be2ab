"""Do a claim and a passage speak of the same people, figure, place and time?"""
