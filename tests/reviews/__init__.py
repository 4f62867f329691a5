"""Reviews: the whole machine, recusal, days, effects."""
