import { useState } from 'react';
import type { AdminApi } from '../../conversation/adminApi';
import type { ManagedUser, OneTimeToken } from '../../protocol/admin';
import { Dialog } from '../../ui/Dialog';
import { TextField } from '../../ui/TextField';
import { useText } from '../settings/preferences';
import { FormProblem } from '../shell/FormProblem';
import { useAttempt } from '../shell/useAttempt';
import { DialogActions } from './DialogActions';
import { OneTimeLink } from './OneTimeLink';
import { useAdminText } from './texts';

export interface UserDialog {
  readonly kind: 'limits' | 'reset' | 'remove';
  readonly user: ManagedUser;
}

interface Props {
  readonly api: AdminApi;
  readonly dialog: UserDialog;
  readonly onClose: () => void;
  readonly onChange: (user: ManagedUser) => void;
  readonly onRemoved: (user: ManagedUser) => void;
}

/** What is asked before something is done to an account. */
export function UserDialogs(props: Props) {
  const t = useText();
  const words = useAdminText();
  const { kind, user } = props.dialog;
  const title = { limits: words.limitsOf, reset: words.resetOf, remove: words.removeOf }[kind](user.name);
  return (
    <Dialog title={title} closeLabel={t.close} testId={`user-${kind}`} onClose={props.onClose}>
      {kind === 'limits' && <Limits {...props} />}
      {kind === 'reset' && <Reset {...props} />}
      {kind === 'remove' && <Remove {...props} />}
    </Dialog>
  );
}

/** Undefined where it is no number that can be a limit. */
function limitIn(text: string): number | null | undefined {
  const digits = text.trim().replaceAll(/[\s,.，]/g, '');
  if (digits === '') return null;
  const value = Number(digits);
  return /^\d{1,15}$/.test(digits) && Number.isSafeInteger(value) ? value : undefined;
}

function Limits({ api, dialog: { user }, onClose, onChange }: Props) {
  const t = useText();
  const words = useAdminText();
  const [day, setDay] = useState(user.dayTokens?.toString() ?? '');
  const [month, setMonth] = useState(user.monthTokens?.toString() ?? '');
  const { busy, problem, attempt } = useAttempt();
  const dayTokens = limitIn(day);
  const monthTokens = limitIn(month);
  const save = async () => {
    if (dayTokens === undefined || monthTokens === undefined) return;
    const done = await attempt(async () => {
      const changed = await api.changeUser(user.id, { dayTokens, monthTokens });
      onChange({ ...changed, dayTokens: changed.dayTokens, monthTokens: changed.monthTokens });
    });
    if (done) onClose();
  };
  const fields = [
    { label: words.dayTokens, value: day, limit: dayTokens, set: setDay, testId: 'day-tokens' },
    { label: words.monthTokens, value: month, limit: monthTokens, set: setMonth, testId: 'month-tokens' },
  ];
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void save();
      }}
    >
      <p className="dialog-text">{words.limitsText}</p>
      {fields.map(({ label, value, limit, set, testId }) => (
        <TextField
          key={testId}
          label={label}
          value={value}
          inputMode="numeric"
          wrong={limit === undefined}
          hint={limit === undefined ? words.wholeNumber : undefined}
          testId={testId}
          onChange={set}
        />
      ))}
      <FormProblem problem={problem} />
      <DialogActions onCancel={onClose}>
        <button
          type="submit"
          className="button primary"
          disabled={busy || dayTokens === undefined || monthTokens === undefined}
          data-testid="save-limits"
        >
          {t.save}
        </button>
      </DialogActions>
    </form>
  );
}

function Reset({ api, dialog: { user }, onClose }: Props) {
  const words = useAdminText();
  const [made, setMade] = useState<OneTimeToken>();
  const { busy, problem, attempt } = useAttempt();
  if (made !== undefined) return <OneTimeLink made={made} onDone={onClose} />;
  return (
    <>
      <p className="dialog-text">{words.resetText}</p>
      <FormProblem problem={problem} />
      <DialogActions onCancel={onClose}>
        <button
          type="button"
          className="button primary"
          disabled={busy}
          data-testid="make-reset"
          onClick={() =>
            void attempt(async () => {
              setMade(await api.resetPassword(user.id));
            })
          }
        >
          {words.invite}
        </button>
      </DialogActions>
    </>
  );
}

function Remove({ api, dialog: { user }, onClose, onRemoved }: Props) {
  const words = useAdminText();
  const { busy, problem, attempt } = useAttempt();
  const remove = async () => {
    if (!(await attempt(() => api.removeUser(user.id)))) return;
    onRemoved(user);
    onClose();
  };
  return (
    <>
      <p className="dialog-text">{words.removeText}</p>
      <FormProblem problem={problem} />
      <DialogActions onCancel={onClose}>
        <button
          type="button"
          className="button danger"
          disabled={busy}
          data-testid="remove-user"
          onClick={() => void remove()}
        >
          {words.removeNow}
        </button>
      </DialogActions>
    </>
  );
}
