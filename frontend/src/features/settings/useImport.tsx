import { useRef, useState, type ReactElement } from 'react';
import { useChat } from '../chat/useChat';
import { notify, shell } from '../shell/shell';
import { useText } from './preferences';

interface Import {
  /** Stays in the page while a file is looked for, whatever becomes of the menu. */
  readonly input: ReactElement;
  readonly importing: boolean;
  readonly pick: () => void;
}

/** Takes conversations out of a file, says how many there were, and opens the first. */
export function useImport(): Import {
  const t = useText();
  const chat = useChat();
  const picker = useRef<HTMLInputElement>(null);
  const [importing, setImporting] = useState(false);
  const importFile = async (file: File) => {
    setImporting(true);
    const imported = await chat.library.importFile(file);
    setImporting(false);
    if (imported === undefined) return;
    notify(t.imported(imported.length));
    shell.setState({ archive: false });
    const [first] = imported;
    if (first !== undefined) location.hash = `#/c/${encodeURIComponent(first.id)}`;
  };
  const input = (
    <input
      ref={picker}
      type="file"
      accept=".json,application/json"
      hidden
      aria-label={t.importJson}
      data-testid="import-file"
      onChange={(event) => {
        const file = event.target.files?.[0];
        if (file !== undefined) void importFile(file);
        event.target.value = '';
      }}
    />
  );
  return { input, importing, pick: () => picker.current?.click() };
}
