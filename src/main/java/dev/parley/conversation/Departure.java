package dev.parley.conversation;

import dev.parley.identity.Account;
import dev.parley.identity.Accounts;
import dev.parley.identity.SignIns;
import dev.parley.identity.TokenUses;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Removes somebody with everything that is theirs. Thread-safe; blocks. */
@ApplicationScoped
public class Departure {

    private final Accounts accounts;
    private final SignIns signIns;
    private final ConversationTable table;
    private final Housekeeping housekeeping;
    private final Trash trash;
    private final TokenUses uses;

    @Inject
    public Departure(
            Accounts accounts,
            SignIns signIns,
            ConversationTable table,
            Housekeeping housekeeping,
            Trash trash,
            TokenUses uses) {
        this.accounts = accounts;
        this.signIns = signIns;
        this.table = table;
        this.housekeeping = housekeeping;
        this.trash = trash;
        this.uses = uses;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Departure() {
        accounts = null;
        signIns = null;
        table = null;
        housekeeping = null;
        trash = null;
        uses = null;
    }

    /**
     * Stops their answers and removes their conversations, shares, sign-ins, keys, account and what they have used for good. If it breaks off, the
     * account stays, disabled, and it can be done again.
     *
     * @throws ParleyException if they are the last admin
     */
    public void forget(Account account) {
        Decisions.stored(() -> {
            accounts.change(account.id(), null, true);
            signIns.endOthers(account.id(), null);
            table.everything(account.id()).forEach(this::remove);
            accounts.delete(account.id());
            uses.forget(account.id());
            return account;
        });
    }

    private void remove(String conversationId, boolean deleted) {
        if (deleted) {
            trash.purge(conversationId);
            return;
        }
        try {
            housekeeping.remove(conversationId);
        } catch (ParleyException e) {
            // Deleted meanwhile, by its owner or by another node.
            if (e.code() != ErrorCode.CONVERSATION_NOT_FOUND) {
                throw e;
            }
            trash.purge(conversationId);
        }
    }
}
