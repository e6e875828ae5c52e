"""Who may do what, where a deployment is told to look: signatures, access keys, policies."""
