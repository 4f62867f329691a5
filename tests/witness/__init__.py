"""The witness, as logs meet it: a process of its own, over real HTTP."""
