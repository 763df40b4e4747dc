import { useCallback, useId, useState } from 'react';
import type { AdminApi } from '../../conversation/adminApi';
import { DataTable } from '../../ui/DataTable';
import { TextField } from '../../ui/TextField';
import { FormProblem } from '../shell/FormProblem';
import { Refused } from '../shell/Refused';
import { useAttempt } from '../shell/useAttempt';
import { useLoaded } from '../shell/useLoaded';
import { useAdminText } from './texts';

const ROOT = 'dev.parley';
const LOGGER = /^dev\.parley(\.[\w$]+)*$/;
const levels = ['OFF', 'SEVERE', 'WARNING', 'INFO', 'CONFIG', 'FINE', 'FINER', 'FINEST'] as const;

/** How much the server logs: changed at once, for the node that answers. */
export function LogLevels({ api }: { readonly api: AdminApi }) {
  const words = useAdminText();
  const { value, problem, reload, change } = useLoaded(useCallback(() => api.logLevels(), [api]));
  const { busy, problem: refused, attempt } = useAttempt();
  const [logger, setLogger] = useState(ROOT);
  const [level, setLevel] = useState<string>('FINE');
  const [wrong, setWrong] = useState(false);
  const id = useId();
  const set = (name: string, to: string | null) =>
    void attempt(async () => {
      const now = await api.changeLogLevel(name, to);
      change(() => now);
    });
  return (
    <>
      <h2>{words.logLevels}</h2>
      <p className="admin-text">{words.logLevelsText}</p>
      <Refused title={words.logLevels} problem={problem} onAgain={reload} />
      {value !== undefined && (
        <DataTable
          label={words.logLevels}
          testId="log-levels"
          rows={Object.entries(value)}
          keyOf={([name]) => name}
          columns={[
            { key: 'logger', title: words.logger, cell: ([name]) => <code>{name}</code> },
            { key: 'level', title: words.level, cell: ([, now]) => <code>{now}</code> },
            {
              key: 'actions',
              title: words.actions,
              cell: ([name]) => (
                <button
                  type="button"
                  className="button"
                  disabled={busy}
                  onClick={() => {
                    set(name, null);
                  }}
                >
                  {words.logLevelReset}
                </button>
              ),
            },
          ]}
        />
      )}
      <form
        className="admin-filter"
        onSubmit={(event) => {
          event.preventDefault();
          const name = logger.trim();
          if (LOGGER.test(name)) set(name, level);
          else setWrong(true);
        }}
      >
        <TextField
          label={words.logger}
          value={logger}
          hint={wrong ? words.loggerWrong : undefined}
          wrong={wrong}
          testId="log-logger"
          onChange={(text) => {
            setLogger(text);
            setWrong(false);
          }}
        />
        <div className="field">
          <label htmlFor={id}>{words.level}</label>
          <select
            id={id}
            value={level}
            data-testid="log-level"
            onChange={(event) => {
              setLevel(event.target.value);
            }}
          >
            {levels.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
        <button type="submit" className="button" disabled={busy} data-testid="log-level-set">
          {words.logLevelSet}
        </button>
      </form>
      <FormProblem problem={refused} />
    </>
  );
}
