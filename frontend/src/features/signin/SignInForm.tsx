import { useState } from 'react';
import type { Entrance } from '../../conversation/entrance';
import type { SignInWays } from '../../protocol/rest';
import { TextField } from '../../ui/TextField';
import { useSecondsUntil } from '../../ui/useSecondsUntil';
import { useText } from '../settings/preferences';
import { FormProblem } from '../shell/FormProblem';
import { useAttempt } from '../shell/useAttempt';
import { PasswordField } from './PasswordField';

interface Props {
  readonly entrance: Entrance;
  readonly ways: SignInWays;
  readonly onRegister: () => void;
}

export function SignInForm({ entrance, ways, onRegister }: Props) {
  const t = useText();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { busy, problem, attempt } = useAttempt();
  const waitFor = useSecondsUntil(problem?.retryAt ?? 0);
  const signIn = async () => {
    const done = await attempt(() => entrance.signIn(name.trim(), password));
    if (!done) setPassword('');
  };
  return (
    <form
      className="form"
      data-testid="sign-in-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && waitFor === 0) void signIn();
      }}
    >
      {ways.setUp === true && (
        <p className="form-hint" data-testid="set-up-hint">
          {t.signIn.setUp}
        </p>
      )}
      <TextField
        label={t.signIn.name}
        value={name}
        name="username"
        autoComplete="username"
        required
        testId="sign-in-name"
        onChange={setName}
      />
      <PasswordField
        label={t.signIn.password}
        value={password}
        autoComplete="current-password"
        testId="sign-in-password"
        onChange={setPassword}
      />
      <FormProblem problem={problem} />
      <button
        type="submit"
        className="button primary wide"
        disabled={busy || waitFor > 0}
        data-testid="sign-in-submit"
      >
        {waitFor > 0 ? t.signIn.waitFor(waitFor) : busy ? t.signIn.submitting : t.signIn.submit}
      </button>
      {ways.registration === 'open' && ways.setUp !== true && (
        <button type="button" className="link-button" data-testid="register" onClick={onRegister}>
          {t.signIn.register}
        </button>
      )}
      {ways.registration === 'invited' && ways.setUp !== true && (
        <p className="form-note">{t.signIn.invited}</p>
      )}
    </form>
  );
}
