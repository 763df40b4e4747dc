package dev.parley.identity;

import java.io.Serializable;

/**
 * Whose conversations these are.
 *
 * @param id stable and not secret
 * @param guest whether nobody has signed in
 */
public record Owner(String id, String name, boolean guest) implements Serializable {}
