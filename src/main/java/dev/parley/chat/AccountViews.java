package dev.parley.chat;

import dev.parley.identity.Account;
import dev.parley.identity.Admission;
import dev.parley.identity.ApiKey;
import dev.parley.identity.AuditEntry;
import dev.parley.identity.AuthSettings;
import dev.parley.identity.Owner;
import dev.parley.identity.Quotas;
import dev.parley.identity.Scope;
import dev.parley.identity.SignIn;
import dev.parley.identity.Terms;
import dev.parley.protocol.Json;
import jakarta.json.stream.JsonGenerator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accounts and what belongs to them, as JSON. No secret is among it. */
public final class AccountViews {

    private AccountViews() {}

    /** Who the asker is. @param session the HTTP session's name, or null where there is none yet */
    public static String session(Admission admission, AuthSettings settings, @Nullable String session) {
        return session(admission, settings, session, List.of());
    }

    /** The same, with the hosts from which the page may show images. */
    public static String session(
            Admission admission, AuthSettings settings, @Nullable String session, List<String> images) {
        return Json.text(json -> {
            json.writeStartObject();
            user(json, admission.owner(), admission.account());
            optional(json, "session", session);
            json.write("mode", settings.mode().wire());
            optional(json, "expiresAt", admission.expiresAtMillis());
            terms(json, settings.terms());
            if (!images.isEmpty()) {
                json.writeStartArray("images");
                images.forEach(json::write);
                json.writeEnd();
            }
            json.writeEnd();
        });
    }

    static void user(JsonGenerator json, Owner owner, @Nullable Account account) {
        json.writeStartObject("user");
        json.write("id", owner.id());
        json.write("name", owner.name());
        json.write("guest", owner.guest());
        if (account != null) {
            json.write("role", account.role().wire());
            json.write("signInName", account.name());
            json.write("source", account.source());
            optional(json, "email", account.email());
        }
        json.writeEnd();
    }

    static void terms(JsonGenerator json, @Nullable Terms terms) {
        if (terms != null) {
            json.writeStartObject("terms");
            json.write("version", terms.version());
            json.write("url", terms.url());
            json.writeEnd();
        }
    }

    static void signIn(JsonGenerator json, SignIn signIn, @Nullable String current) {
        json.writeStartObject();
        json.write("id", signIn.id());
        json.write("createdAt", signIn.createdAtMillis());
        json.write("lastUsedAt", signIn.lastUsedAtMillis());
        json.write("expiresAt", signIn.expiresAtMillis());
        optional(json, "address", signIn.address());
        optional(json, "agent", signIn.agent());
        if (signIn.id().equals(current)) {
            json.write("current", true);
        }
        json.writeEnd();
    }

    /** @param secret of a key that has just been made, else null */
    static void key(JsonGenerator json, ApiKey key, @Nullable String secret) {
        json.writeStartObject();
        json.write("id", key.id());
        json.write("name", key.name());
        json.write("prefix", key.prefix());
        json.writeStartArray("scopes");
        key.scopes().stream().map(Scope::wire).sorted().forEach(json::write);
        json.writeEnd();
        json.write("createdAt", key.createdAtMillis());
        optional(json, "lastUsedAt", key.lastUsedAtMillis());
        optional(json, "expiresAt", key.expiresAtMillis());
        optional(json, "secret", secret);
        json.writeEnd();
    }

    public static void entry(JsonGenerator json, AuditEntry entry) {
        json.writeStartObject();
        json.write("id", entry.id());
        json.write("at", entry.atMillis());
        json.write("action", entry.action());
        json.write("outcome", entry.ok() ? "ok" : "refused");
        optional(json, "userId", entry.accountId());
        optional(json, "name", entry.name());
        optional(json, "target", entry.target());
        optional(json, "detail", entry.detail());
        optional(json, "address", entry.address());
        optional(json, "traceId", entry.traceId());
        json.writeEnd();
    }

    /** What somebody has used, and of how much. */
    static void usage(JsonGenerator json, Quotas.Usage usage) {
        json.writeStartObject("usage");
        use(json, "day", usage.day());
        use(json, "month", usage.month());
        json.writeEnd();
    }

    private static void use(JsonGenerator json, String name, Quotas.Use use) {
        json.writeStartObject(name);
        json.write("tokens", use.tokens());
        optional(json, "limit", use.limit());
        json.write("resetsAt", use.resetsAtMillis());
        json.writeEnd();
    }

    public static void optional(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.write(name, value);
        }
    }

    public static void optional(JsonGenerator json, String name, @Nullable Long value) {
        if (value != null) {
            json.write(name, value);
        }
    }
}
