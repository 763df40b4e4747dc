/** Sign-in by an OpenID provider: the way there and back, what it says about people, and that it still says so. */
@NullMarked
package dev.parley.identity.oidc;

import org.jspecify.annotations.NullMarked;
