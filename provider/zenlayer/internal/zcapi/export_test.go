package zcapi

// OpenAt is for tests that send more requests than an account may.
var OpenAt = openAt
