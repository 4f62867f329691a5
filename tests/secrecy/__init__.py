"""A sealed visit is absent, everywhere, for everyone not on its list (promise 2)."""
