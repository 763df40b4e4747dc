package dev.parley.identity;

import java.io.Serializable;

/**
 * Whose conversations these are.
 *
 * @param id stable and not secret
 * @param name what others read; chosen by the user, so never to be trusted as markup
 * @param guest whether nobody has signed in
 */
public record Owner(String id, String name, boolean guest, Role role) implements Serializable {

    /** One that may do what every user may. */
    public Owner(String id, String name, boolean guest) {
        this(id, name, guest, Role.USER);
    }

    public boolean isAdmin() {
        return role == Role.ADMIN;
    }
}
