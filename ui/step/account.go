package step

// AccountName is what people call the account.
func AccountName(e *Env, a Account) string {
	switch {
	case a.Simulated && a.Version != "":
		return e.T("account.simulated_version", "Version", a.Version)
	case a.Simulated:
		return e.T("account.simulated")
	case a.Profile != "":
		return e.Clean(a.Profile)
	}
	return e.T("account.key", "Hint", a.KeyHint)
}
