"""Revocation, six kinds of it: how soon is nothing delivered any more, on whichever process?"""
