package config

// IsWebhook reports whether text is a URL that notifications may be sent to: encrypted or this machine, without a
// password.
func IsWebhook(text string) bool { return isWebhook(text) }
