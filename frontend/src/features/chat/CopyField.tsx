import { CopyButton } from './CopyButton';

interface Props {
  readonly value: string;
  readonly label: string;
  readonly copyLabel: string;
  readonly testId?: string;
}

/** A link or a secret to be taken along: selected when it has the focus, copied with the button. */
export function CopyField({ value, label, copyLabel, testId }: Props) {
  return (
    <div className="share-line">
      <input
        readOnly
        value={value}
        aria-label={label}
        data-testid={testId}
        onFocus={(event) => {
          event.target.select();
        }}
      />
      <CopyButton text={value} label={copyLabel} />
    </div>
  );
}
