package dev.parley.identity;

/**
 * The terms of use that users must accept.
 *
 * @param version a new one must be accepted anew
 * @param url where they can be read
 */
public record Terms(String version, String url) {}
