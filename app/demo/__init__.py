"""The demo county 云岫县: made-up places, people, visits and photographs, seeded through the program's own verbs."""
