import { useCallback, useState } from 'react';
import type { AccountApi } from '../../conversation/accountApi';
import type { ApiKey, CreatedKey, Scope } from '../../protocol/account';
import { Segments } from '../../ui/Segments';
import { TextField } from '../../ui/TextField';
import { CopyField } from '../chat/CopyField';
import { useText } from '../settings/preferences';
import { FormProblem } from '../shell/FormProblem';
import { Refused } from '../shell/Refused';
import { useAttempt } from '../shell/useAttempt';
import { useFormats } from '../shell/useFormats';
import { useLoaded } from '../shell/useLoaded';
import { useEntranceState } from '../signin/useEntrance';
import { useAccountText } from './texts';

const DAY_MS = 86_400_000;
const lifetimes = { month: 30 * DAY_MS, quarter: 90 * DAY_MS, year: 365 * DAY_MS, never: undefined };
type Lifetime = keyof typeof lifetimes;

/** Keys for programs: made, shown once, taken back. */
export function KeysSection({ api }: { readonly api: AccountApi }) {
  const t = useText();
  const words = useAccountText();
  const { value: keys, problem, reload, change } = useLoaded(useCallback(() => api.keys(), [api]));
  const [created, setCreated] = useState<CreatedKey>();
  const [said, setSaid] = useState('');
  const { busy, problem: refused, attempt } = useAttempt();
  const revoke = async (id: string) => {
    if (!(await attempt(() => api.revokeKey(id)))) return;
    change((before) => before.filter((key) => key.id !== id));
    setSaid(words.keyRevoked);
  };
  return (
    <>
      <p className="dialog-text">{words.keysText}</p>
      {created === undefined ? (
        <NewKey
          api={api}
          onCreated={(key) => {
            setCreated(key);
            setSaid('');
            change((before) => [key, ...before]);
          }}
        />
      ) : (
        <Secret
          created={created}
          onDone={() => {
            setCreated(undefined);
          }}
        />
      )}
      <Refused title={words.sections.keys} problem={problem} onAgain={reload} />
      {keys === undefined && problem === undefined && <p className="dialog-text">{t.loading}</p>}
      {keys?.length === 0 && <p className="dialog-text">{words.noKeys}</p>}
      <ul className="account-list">
        {keys?.map((key) => (
          <Key key={key.id} apiKey={key} busy={busy} onRevoke={() => void revoke(key.id)} />
        ))}
      </ul>
      <FormProblem problem={refused} />
      <p className="dialog-said" role="status">
        {said}
      </p>
    </>
  );
}

interface NewKeyProps {
  readonly api: AccountApi;
  readonly onCreated: (key: CreatedKey) => void;
}

function NewKey({ api, onCreated }: NewKeyProps) {
  const words = useAccountText();
  const isAdmin = useEntranceState((state) => state.session?.user.role === 'admin');
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>('chat');
  const [lifetime, setLifetime] = useState<Lifetime>('quarter');
  const { busy, problem, attempt } = useAttempt();
  const offered: readonly Scope[] = isAdmin ? ['read', 'chat', 'admin'] : ['read', 'chat'];
  const create = () =>
    attempt(async () => {
      const expiresInMs = lifetimes[lifetime];
      onCreated(
        await api.createKey({
          name: name.trim(),
          scopes: scopesOf(scope),
          ...(expiresInMs === undefined ? {} : { expiresInMs }),
        }),
      );
    });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && name.trim() !== '') void create();
      }}
    >
      <TextField
        label={words.keyName}
        value={name}
        required
        maxLength={100}
        testId="key-name"
        onChange={setName}
      />
      <Segments
        legend={words.keyScopes}
        options={offered.map((one) => [one, words.scopes[one]] as const)}
        chosen={scope}
        onChoose={setScope}
        testId="scope"
      />
      <Segments
        legend={words.keyExpires}
        options={(Object.keys(lifetimes) as Lifetime[]).map((one) => [one, words.expiries[one]] as const)}
        chosen={lifetime}
        onChoose={setLifetime}
      />
      <FormProblem problem={problem} />
      <div className="dialog-actions">
        <button
          type="submit"
          className="button primary"
          disabled={busy || name.trim() === ''}
          data-testid="create-key"
        >
          {words.createKey}
        </button>
      </div>
    </form>
  );
}

/** Who may do more may do what is less, too. */
function scopesOf(scope: Scope): readonly Scope[] {
  const all: readonly Scope[] = ['read', 'chat', 'admin'];
  return all.slice(0, all.indexOf(scope) + 1);
}

function Secret({ created, onDone }: { readonly created: CreatedKey; readonly onDone: () => void }) {
  const words = useAccountText();
  return (
    <div className="secret" role="status" data-testid="secret">
      <p>{words.keyCreated}</p>
      <CopyField
        value={created.secret}
        label={words.secret}
        copyLabel={words.copySecret}
        testId="secret-value"
      />
      <button type="button" className="button" data-testid="secret-done" onClick={onDone}>
        {words.secretDone}
      </button>
    </div>
  );
}

interface KeyProps {
  readonly apiKey: ApiKey;
  readonly busy: boolean;
  readonly onRevoke: () => void;
}

function Key({ apiKey, busy, onRevoke }: KeyProps) {
  const words = useAccountText();
  const { moment } = useFormats();
  const [now] = useState(() => Date.now());
  const { name, prefix, scopes, lastUsedAt, expiresAt } = apiKey;
  return (
    <li data-testid="api-key">
      <div className="account-line">
        <strong>{name}</strong>
        <code>{`${prefix}…`}</code>
        <button
          type="button"
          className="link-button danger"
          disabled={busy}
          aria-label={words.revokeKeyOf(name)}
          data-testid="revoke-key"
          onClick={onRevoke}
        >
          {words.revokeKey}
        </button>
      </div>
      <small>
        {[
          scopes.map((scope) => words.scopeNames[scope]).join(', '),
          expiresAt === undefined
            ? words.expiries.never
            : expiresAt <= now
              ? words.expired
              : words.until(moment(expiresAt)),
          lastUsedAt === undefined ? words.neverUsed : words.lastUsed(moment(lastUsedAt)),
        ].join(' · ')}
      </small>
    </li>
  );
}
