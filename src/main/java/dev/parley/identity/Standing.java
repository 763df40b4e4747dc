package dev.parley.identity;

import dev.parley.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Whether somebody who is known may come in. */
final class Standing {

    private Standing() {}

    /** What keeps the account out, or null. */
    static @Nullable ErrorCode of(Account account, AuthSettings settings) {
        if (account.disabled()) {
            return ErrorCode.ACCOUNT_DISABLED;
        }
        if (account.source().equals(Account.OIDC) && settings.verifiedEmail() && !account.emailVerified()) {
            return ErrorCode.EMAIL_NOT_VERIFIED;
        }
        Terms terms = settings.terms();
        return terms == null || terms.version().equals(account.termsVersion()) ? null : ErrorCode.TERMS_NOT_ACCEPTED;
    }
}
