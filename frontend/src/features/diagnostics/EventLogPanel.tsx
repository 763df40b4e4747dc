import { useState } from 'react';
import { useStore } from 'zustand';
import { CopyButton } from '../chat/CopyButton';
import { useText } from '../settings/preferences';
import type { EventLog, LogEntry } from './eventLog';
import './eventLog.css';

/** For developers: what goes through the socket, newest first. */
export function EventLogPanel({ log }: { readonly log: EventLog }) {
  const t = useText();
  const entries = useStore(log.store, (state) => state.entries);
  const [open, setOpen] = useState(true);
  const [withTexts, setWithTexts] = useState(false);
  return (
    <section className="event-log" aria-label={t.eventLog} data-testid="event-log">
      <header className="event-log-head">
        <button
          type="button"
          className="button"
          aria-expanded={open}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {t.eventLog} ({entries.length})
        </button>
        {open && (
          <>
            <label>
              <input
                type="checkbox"
                checked={withTexts}
                onChange={(event) => {
                  setWithTexts(event.target.checked);
                }}
              />{' '}
              {t.eventLogTexts}
            </label>
            <CopyButton text={log.asJson(withTexts)} label={t.eventLogCopy} />
            <button
              type="button"
              className="link-button"
              onClick={() => {
                log.clear();
              }}
            >
              {t.eventLogClear}
            </button>
          </>
        )}
      </header>
      {open && (
        // Scrolls, so the keyboard must reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <ol className="event-log-entries" tabIndex={0}>
          {[...entries].reverse().map((entry) => (
            <Row key={entry.number} entry={entry} withTexts={withTexts} />
          ))}
        </ol>
      )}
    </section>
  );
}

const arrows = { in: '←', out: '→', state: '•' };

function Row({ entry, withTexts }: { readonly entry: LogEntry; readonly withTexts: boolean }) {
  const time = new Date(entry.at).toISOString().slice(11, 23);
  const head = `${time} ${arrows[entry.direction]} ${entry.what}${entry.chars > 0 ? ` ${String(entry.chars)}` : ''}`;
  if (entry.direction === 'state') return <li>{head}</li>;
  return (
    <li>
      <details>
        <summary>{head}</summary>
        <code>{withTexts ? entry.frame : entry.outline}</code>
      </details>
    </li>
  );
}
