"""Signing in: the token that uploads carry, and its life."""

from branchagent.signing_in.refusals import Refusals
from branchagent.signing_in.session import Session
from branchagent.signing_in.sources import GivenToken, KeyringToken, LoginForm, LoginToken, Source, make_source
from branchagent.signing_in.tokens import (
    MissingCredentialsError,
    NoTokenError,
    ServiceAwayError,
    Token,
    UnreadableTokensError,
    expiry,
    fits_a_header,
    named_end,
    read_login_answer,
)

__all__ = [
    "GivenToken",
    "KeyringToken",
    "LoginForm",
    "LoginToken",
    "MissingCredentialsError",
    "NoTokenError",
    "Refusals",
    "ServiceAwayError",
    "Session",
    "Source",
    "Token",
    "UnreadableTokensError",
    "expiry",
    "fits_a_header",
    "make_source",
    "named_end",
    "read_login_answer",
]
