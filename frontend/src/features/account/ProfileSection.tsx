import { useState } from 'react';
import type { AccountApi } from '../../conversation/accountApi';
import type { Account, Quota } from '../../protocol/account';
import { TextField } from '../../ui/TextField';
import { useText } from '../settings/preferences';
import { FormProblem } from '../shell/FormProblem';
import { useAttempt } from '../shell/useAttempt';
import { useFormats } from '../shell/useFormats';
import { MIN_PASSWORD_CHARS } from '../signin/AccountForm';
import { PasswordField, UserNameHint } from '../signin/PasswordField';
import { useEntrance } from '../signin/useEntrance';
import { useAccountText } from './texts';

interface Props {
  readonly api: AccountApi;
  readonly account: Account;
  readonly onChange: (account: Account) => void;
}

export function ProfileSection({ api, account, onChange }: Props) {
  const words = useAccountText();
  const { user, usage } = account;
  return (
    <>
      <dl className="facts account-facts">
        {user.signInName !== undefined && (
          <div>
            <dt>{words.signInName}</dt>
            <dd data-testid="sign-in-name">{user.signInName}</dd>
          </div>
        )}
        {user.email !== undefined && (
          <div>
            <dt>{words.email}</dt>
            <dd>{user.email}</dd>
          </div>
        )}
      </dl>
      <DisplayName api={api} account={account} onChange={onChange} />
      {usage !== undefined && (
        <>
          <h3 className="dialog-subtitle">{words.usage}</h3>
          {usage.day !== undefined && <Usage label={words.usageDay} quota={usage.day} />}
          {usage.month !== undefined && <Usage label={words.usageMonth} quota={usage.month} />}
        </>
      )}
      {account.password === true && <Password api={api} signInName={user.signInName ?? ''} />}
    </>
  );
}

function DisplayName({ api, account, onChange }: Props) {
  const t = useText();
  const words = useAccountText();
  const entrance = useEntrance();
  const [name, setName] = useState(account.user.name);
  const [said, setSaid] = useState('');
  const { busy, problem, attempt } = useAttempt();
  const save = async () => {
    const done = await attempt(async () => {
      onChange(await api.rename(name.trim()));
    });
    if (!done) return;
    setSaid(words.renamed);
    await entrance?.look();
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void save();
      }}
    >
      <TextField
        label={words.displayName}
        value={name}
        name="name"
        autoComplete="name"
        required
        testId="display-name"
        onChange={(value) => {
          setName(value);
          setSaid('');
        }}
      />
      <FormProblem problem={problem} />
      <div className="dialog-actions">
        <span className="dialog-said" role="status">
          {said}
        </span>
        <button
          type="submit"
          className="button"
          disabled={busy || name.trim() === '' || name.trim() === account.user.name}
          data-testid="save-name"
        >
          {t.save}
        </button>
      </div>
    </form>
  );
}

function Usage({ label, quota }: { readonly label: string; readonly quota: Quota }) {
  const words = useAccountText();
  const { number, moment } = useFormats();
  const used = number(quota.tokens);
  return (
    <div className="usage" data-testid="usage">
      <div className="usage-line">
        <span>{label}</span>
        <span>
          {quota.limit === undefined
            ? `${used} (${words.usageNoLimit})`
            : words.usageOf(used, number(quota.limit))}
        </span>
      </div>
      {quota.limit !== undefined && (
        <meter
          aria-label={label}
          min={0}
          max={Math.max(quota.limit, 1)}
          value={Math.min(quota.tokens, quota.limit)}
        />
      )}
      {quota.limit !== undefined && quota.resetsAt !== undefined && (
        <small>{words.usageResets(moment(quota.resetsAt))}</small>
      )}
    </div>
  );
}

interface PasswordProps {
  readonly api: AccountApi;
  readonly signInName: string;
}

function Password({ api, signInName }: PasswordProps) {
  const t = useText();
  const words = useAccountText();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [said, setSaid] = useState('');
  const { busy, problem, attempt } = useAttempt();
  const short = password !== '' && password.length < MIN_PASSWORD_CHARS;
  const change = async () => {
    const done = await attempt(() => api.changePassword(current, password));
    if (!done) return;
    setCurrent('');
    setPassword('');
    setSaid(words.passwordChanged);
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && !short) void change();
      }}
    >
      <h3 className="dialog-subtitle">{words.password}</h3>
      <UserNameHint name={signInName} />
      <PasswordField
        label={words.currentPassword}
        value={current}
        autoComplete="current-password"
        wrong={problem?.code === 'sign-in-failed'}
        testId="current-password"
        onChange={setCurrent}
      />
      <PasswordField
        label={words.newPassword}
        value={password}
        autoComplete="new-password"
        hint={t.signIn.passwordShort}
        wrong={problem?.code === 'password-too-weak'}
        testId="new-password"
        onChange={setPassword}
      />
      <FormProblem problem={problem} words={{ 'sign-in-failed': words.wrongPassword }} />
      <div className="dialog-actions">
        <span className="dialog-said" role="status">
          {said}
        </span>
        <button
          type="submit"
          className="button"
          disabled={busy || short || current === '' || password === ''}
          data-testid="change-password"
        >
          {words.changePassword}
        </button>
      </div>
    </form>
  );
}
