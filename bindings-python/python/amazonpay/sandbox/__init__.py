"""The sandbox as a program: ``python -m amazonpay.sandbox serve``.

For tests in Python there is `amazonpay.testing.Sandbox`, in process.
"""
