-- One node at a time asks an OpenID provider whether it still vouches for a sign-in: this one, until then.

ALTER TABLE sign_in ADD COLUMN renewing_until BIGINT;
