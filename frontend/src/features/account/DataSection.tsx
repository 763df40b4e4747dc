import { useState } from 'react';
import type { AccountApi } from '../../conversation/accountApi';
import { forgetUser, lasting } from '../../conversation/storage';
import type { Account } from '../../protocol/account';
import { TextField } from '../../ui/TextField';
import { useChatState } from '../chat/useChat';
import { useText } from '../settings/preferences';
import { download } from '../shell/download';
import { FormProblem } from '../shell/FormProblem';
import { useAttempt } from '../shell/useAttempt';
import { PasswordField, UserNameHint } from '../signin/PasswordField';
import { useEntrance } from '../signin/useEntrance';
import { useAccountText } from './texts';

interface Props {
  readonly api: AccountApi;
  readonly account: Account;
}

/** Everything in one file, or gone for good. */
export function DataSection({ api, account }: Props) {
  const words = useAccountText();
  const count = useChatState((state) => state.list?.length ?? 0);
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <h3 className="dialog-subtitle">{words.exportTitle}</h3>
      <p className="dialog-text">{words.exportText}</p>
      <button
        type="button"
        className="button"
        data-testid="export-account"
        onClick={() => {
          download(api.exportUri());
        }}
      >
        {words.exportAll}
      </button>
      <h3 className="dialog-subtitle">{words.deleteTitle}</h3>
      <p className="dialog-text">
        {words.deleteText} {count > 0 && words.deleteCount(count)}
      </p>
      {deleting ? (
        <Confirm
          api={api}
          account={account}
          onCancel={() => {
            setDeleting(false);
          }}
        />
      ) : (
        <button
          type="button"
          className="button danger"
          data-testid="delete-account"
          onClick={() => {
            setDeleting(true);
          }}
        >
          {words.deleteStart}
        </button>
      )}
    </>
  );
}

interface ConfirmProps extends Props {
  readonly onCancel: () => void;
}

function Confirm({ api, account, onCancel }: ConfirmProps) {
  const t = useText();
  const words = useAccountText();
  const entrance = useEntrance();
  const [proof, setProof] = useState('');
  const { busy, problem, attempt } = useAttempt();
  const byPassword = account.password === true;
  const name = account.user.signInName ?? account.user.name;
  const ready = byPassword ? proof !== '' : proof === name;
  const remove = async () => {
    const done = await attempt(() => api.remove(byPassword ? { password: proof } : { confirm: proof }));
    if (!done) return;
    forgetUser(lasting, account.user.id);
    entrance?.gone();
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && ready) void remove();
      }}
    >
      <UserNameHint name={name} />
      {byPassword ? (
        <PasswordField
          label={words.deletePassword}
          value={proof}
          autoComplete="current-password"
          wrong={problem?.code === 'sign-in-failed'}
          testId="delete-proof"
          onChange={setProof}
        />
      ) : (
        <TextField
          label={words.deleteConfirm(name)}
          value={proof}
          required
          testId="delete-proof"
          onChange={setProof}
        />
      )}
      <FormProblem problem={problem} words={{ 'sign-in-failed': words.wrongPassword }} />
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onCancel}>
          {t.cancel}
        </button>
        <button type="submit" className="button danger" disabled={busy || !ready} data-testid="delete-now">
          {words.deleteNow}
        </button>
      </div>
    </form>
  );
}
