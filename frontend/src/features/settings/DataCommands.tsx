import { DownloadIcon, KeyboardIcon, UploadIcon } from '../../ui/icons';
import { useChat } from '../chat/useChat';
import { download } from '../shell/download';
import { openDialog } from '../shell/shell';
import { useText } from './preferences';

interface Props {
  readonly importing: boolean;
  readonly pick: () => void;
}

/** Everything out, a file in, and the list of keys. */
export function DataCommands({ importing, pick }: Props) {
  const t = useText();
  const chat = useChat();
  return (
    <div className="menu-group">
      <button type="button" className="menu-item" data-testid="import" disabled={importing} onClick={pick}>
        <UploadIcon />
        <span className="menu-label">{importing ? t.loading : t.importJson}</span>
      </button>
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
