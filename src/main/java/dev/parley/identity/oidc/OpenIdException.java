package dev.parley.identity.oidc;

/** What went wrong with the OpenID provider. The message is for the log: it holds nothing secret. */
final class OpenIdException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Whom it concerns. */
    enum Kind {
        /** The provider cannot be reached, has a fault, or does not know this server: it says nothing about the user. */
        AWAY,
        /** The answer does not let the user in: the provider says no, or it is not what was asked for. */
        REFUSED
    }

    private final Kind kind;

    OpenIdException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
