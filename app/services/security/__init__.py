"""安全: keys, passwords, log-in, accounts, rights, encryption at rest."""
