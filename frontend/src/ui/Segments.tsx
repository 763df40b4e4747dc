import { useId } from 'react';

type Value = string | number;

interface Props<T extends Value> {
  readonly legend: string;
  readonly options: readonly (readonly [T, string])[];
  readonly chosen: T;
  readonly onChoose: (value: T) => void;
  readonly className?: string;
  /** The language that an option's label is in, where it is another one than the page's. */
  readonly langOf?: (value: T) => string;
  /** What stands before each value in the name that tests know it by. */
  readonly testId?: string;
}

/** One of a few, side by side. */
export function Segments<T extends Value>(props: Props<T>) {
  const { legend, options, chosen, onChoose, className = '', langOf, testId } = props;
  const name = useId();
  return (
    <fieldset className={`segments ${className}`.trim()}>
      <legend>{legend}</legend>
      {options.map(([value, label]) => (
        <label key={value} lang={langOf?.(value)}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={chosen === value}
            data-testid={testId === undefined ? undefined : `${testId}-${String(value)}`}
            onChange={() => {
              onChoose(value);
            }}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
