import { useState } from 'react';
import { TextField } from '../../ui/TextField';
import { useText } from '../settings/preferences';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly hint?: string | undefined;
  readonly wrong?: boolean;
  readonly testId: string;
}

const MAX_PASSWORD_CHARS = 1_000;

export function PasswordField({ autoComplete, ...props }: Props) {
  const t = useText();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...props}
      type={shown ? 'text' : 'password'}
      name={autoComplete}
      autoComplete={autoComplete}
      maxLength={MAX_PASSWORD_CHARS}
      required
    >
      <button
        type="button"
        className="field-button"
        aria-pressed={shown}
        data-testid={`${props.testId}-show`}
        onClick={() => {
          setShown(!shown);
        }}
      >
        {shown ? t.signIn.hidePassword : t.signIn.showPassword}
      </button>
    </TextField>
  );
}

/** Password managers learn by it whose password this is. */
export function UserNameHint({ name }: { readonly name: string }) {
  return <input type="text" name="username" autoComplete="username" value={name} hidden readOnly />;
}
