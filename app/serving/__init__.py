"""Serving phones on an office network without a bought certificate: our own authority, and the way onto a phone.

A browser gives camera, place and offline work only to a secure address. `tls.ensure` keeps an authority under the data
directory and a server certificate for every address of this machine; `trust.TrustServer` hands the authority's certificate
to phones; `invitation.text` says, with QR codes, what to do; `phones.welcomed` is all of it around uvicorn. Invariants:

* Private keys never leave their folder, mode 0600. The authority is made once: phones that trust it keep working.
* The authority can sign addresses and local names only: stolen, it cannot pass for any site of the internet.
* Its fingerprint is printed, because it travels over plain HTTP and must be compared on the phone.
"""
