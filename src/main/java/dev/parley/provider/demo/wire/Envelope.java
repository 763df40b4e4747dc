package dev.parley.provider.demo.wire;

/**
 * What identifies a response.
 *
 * @param requestId a UUID
 * @param created seconds since 1970
 */
public record Envelope(String requestId, long created) {}
