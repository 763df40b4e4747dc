import { ShortcutsDialog } from '../help/ShortcutsDialog';
import { OptionsDialog } from '../options/OptionsDialog';
import { ShareDialog } from '../share/ShareDialog';
import { closeDialog, useShell } from './shell';

/** The one dialog that is open, if any. */
export function Dialogs() {
  const dialog = useShell((state) => state.dialog);
  switch (dialog?.kind) {
    case 'options':
      return <OptionsDialog focus={dialog.focus} onClose={closeDialog} />;
    case 'share':
      return <ShareDialog conversationId={dialog.conversationId} onClose={closeDialog} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={closeDialog} />;
    case undefined:
      return null;
  }
}
