"""补学补领: the ledger of make-up tasks and the register of times away from the post."""
