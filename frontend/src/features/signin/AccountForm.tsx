import { useState } from 'react';
import type { NewAccount } from '../../conversation/signInApi';
import type { Terms } from '../../protocol/rest';
import { TextField } from '../../ui/TextField';
import { useText } from '../settings/preferences';
import { FormProblem } from '../shell/FormProblem';
import { useAttempt } from '../shell/useAttempt';
import { PasswordField, UserNameHint } from './PasswordField';
import { TermsLink } from './TermsLink';

interface Props {
  /** Whose password is set anew; undefined where there is no account yet. */
  readonly of?: string | undefined;
  readonly terms: Terms | undefined;
  readonly submit: string;
  readonly onSubmit: (account: NewAccount) => Promise<void>;
}

/** The least that the server accepts. */
export const MIN_PASSWORD_CHARS = 10;

/** Name and password of a new account, or a new password. */
export function AccountForm({ of, terms, submit, onSubmit }: Props) {
  const t = useText();
  const [name, setName] = useState(of ?? '');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const [accepted, setAccepted] = useState<string>();
  const [short, setShort] = useState(false);
  const { busy, problem, attempt } = useAttempt();
  const create = async () => {
    if (password.length < MIN_PASSWORD_CHARS) {
      setShort(true);
      return;
    }
    await attempt(() =>
      onSubmit({
        name: name.trim(),
        password,
        ...(displayName.trim() === '' ? {} : { displayName: displayName.trim() }),
        ...(terms === undefined ? {} : { acceptTerms: terms.version }),
      }),
    );
  };
  return (
    <form
      className="form"
      data-testid="account-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void create();
      }}
    >
      {of === undefined ? (
        <>
          <TextField
            label={t.signIn.name}
            value={name}
            name="username"
            autoComplete="username"
            required
            wrong={problem?.code === 'name-taken' || problem?.code === 'invalid-name'}
            testId="account-name"
            onChange={setName}
          />
          <TextField
            label={t.signIn.displayName}
            hint={t.signIn.displayNameHint}
            value={displayName}
            name="name"
            autoComplete="name"
            testId="account-display-name"
            onChange={setDisplayName}
          />
        </>
      ) : (
        <UserNameHint name={of} />
      )}
      <PasswordField
        label={t.signIn.password}
        hint={short ? t.signIn.passwordShort : t.signIn.passwordHint}
        wrong={short || problem?.code === 'password-too-weak'}
        value={password}
        autoComplete="new-password"
        testId="account-password"
        onChange={(value) => {
          setPassword(value);
          setShort(false);
        }}
      />
      {terms !== undefined && (
        <label className="check">
          <input
            type="checkbox"
            required
            checked={accepted === terms.version}
            data-testid="accept-terms"
            onChange={(event) => {
              setAccepted(event.target.checked ? terms.version : undefined);
            }}
          />
          <span>
            {t.signIn.acceptTerms} <TermsLink terms={terms} />
          </span>
        </label>
      )}
      <FormProblem problem={problem} />
      <button type="submit" className="button primary wide" disabled={busy} data-testid="account-submit">
        {submit}
      </button>
    </form>
  );
}
