"""Pictures: what one says of itself, its small views, its watermarked copy. Pure library, below every business room.

The bytes of a photograph are hostile until proven otherwise, so no decoder ever runs in the serving process: `Sandbox`
keeps a throw-away child that has nothing but its two pipes. Invariants:

* The child can open no file and no socket, start no process or thread, and write nowhere but to its answer.
* It decodes JPEG (and MPO), PNG, WEBP, AVIF and, with pillow-heif, HEIF; nothing else is even looked at.
* A picture that crashes, hangs or swells costs that one picture its preview, never another picture, never the server.
* Derivatives are upright, in sRGB, and carry no metadata. The original is never written.
* What EXIF says is a claim: whatever is malformed or absurd is null, never an error.
"""
