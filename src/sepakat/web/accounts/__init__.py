"""People of this installation: accounts, their roles and regions, invitations, sign-in."""
