import { useRef, useState } from 'react';
import { DownloadIcon, KeyboardIcon, UploadIcon } from '../../ui/icons';
import { useChat } from '../chat/useChat';
import { download } from '../shell/download';
import { notify, openDialog } from '../shell/shell';
import { useText } from './preferences';

/** Everything out, a file in, and the list of keys. */
export function DataCommands() {
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
    const [first] = imported;
    if (first !== undefined) location.hash = `#/c/${encodeURIComponent(first.id)}`;
  };
  return (
    <div className="menu-group">
      <button
        type="button"
        className="menu-item"
        data-testid="import"
        disabled={importing}
        onClick={() => picker.current?.click()}
      >
        <UploadIcon />
        <span className="menu-label">{importing ? t.loading : t.importJson}</span>
      </button>
      <input
        ref={picker}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label={t.importJson}
        data-testid="import-file"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) void importFile(file);
        }}
      />
      <button
        type="button"
        className="menu-item"
        data-testid="export-all"
        onClick={() => {
          download(chat.api.exportUri());
        }}
      >
        <DownloadIcon />
        <span className="menu-label">{t.exportAll}</span>
      </button>
      <button
        type="button"
        className="menu-item"
        data-testid="shortcuts"
        onClick={() => {
          openDialog({ kind: 'shortcuts' });
        }}
      >
        <KeyboardIcon />
        <span className="menu-label">{t.shortcuts}</span>
      </button>
    </div>
  );
}
