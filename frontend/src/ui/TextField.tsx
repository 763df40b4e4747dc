import { useId, type ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'password' | 'email' | 'search';
  readonly name?: string;
  readonly autoComplete?: string;
  readonly inputMode?: 'text' | 'numeric';
  readonly hint?: string | undefined;
  readonly wrong?: boolean;
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly testId: string;
  /** Stands in the field's row. */
  readonly children?: ReactNode;
}

/** A labelled line of text, with what to know about it below. */
export function TextField(props: Props) {
  const { label, value, onChange, type = 'text', name, autoComplete = 'off', inputMode, hint } = props;
  const { wrong = false, required = false, maxLength = 200, testId, children } = props;
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="field" data-wrong={wrong}>
      <label htmlFor={id}>{label}</label>
      <div className="field-row">
        <input
          id={id}
          type={type}
          name={name}
          value={value}
          autoComplete={autoComplete}
          inputMode={inputMode}
          autoCapitalize="none"
          spellCheck={false}
          required={required}
          maxLength={maxLength}
          aria-describedby={hint === undefined ? undefined : hintId}
          aria-invalid={wrong}
          data-testid={testId}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
        {children}
      </div>
      {hint !== undefined && <small id={hintId}>{hint}</small>}
    </div>
  );
}
