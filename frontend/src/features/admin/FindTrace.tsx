import { useState } from 'react';
import { TextField } from '../../ui/TextField';
import { traceHash } from '../trace/address';
import { useAdminText } from './texts';

const FORM = /^[0-9a-f]{32}$/;

/** Opens the story of the answer whose trace id a user has told. */
export function FindTrace() {
  const words = useAdminText();
  const [id, setId] = useState('');
  const [wrong, setWrong] = useState(false);
  return (
    <>
      <h2>{words.findTrace}</h2>
      <form
        className="admin-filter"
        onSubmit={(event) => {
          event.preventDefault();
          const plain = id.trim().toLowerCase();
          if (FORM.test(plain)) location.hash = traceHash(plain);
          else setWrong(true);
        }}
      >
        <TextField
          label={words.trace}
          value={id}
          hint={wrong ? words.findTraceWrong : words.findTraceText}
          wrong={wrong}
          testId="find-trace"
          onChange={(value) => {
            setId(value);
            setWrong(false);
          }}
        />
        <button type="submit" className="button" data-testid="find-trace-open">
          {words.findTraceOpen}
        </button>
      </form>
    </>
  );
}
