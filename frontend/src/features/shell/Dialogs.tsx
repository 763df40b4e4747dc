import { lazy } from 'react';
import { ShortcutsDialog } from '../help/ShortcutsDialog';
import { OptionsDialog } from '../options/OptionsDialog';
import { ShareDialog } from '../share/ShareDialog';
import { Part } from './Part';
import { closeDialog, useShell } from './shell';

const AccountDialog = lazy(async () => ({
  default: (await import('../account/AccountDialog')).AccountDialog,
}));

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
    case 'account':
      return (
        <Part>
          <AccountDialog onClose={closeDialog} />
        </Part>
      );
    case undefined:
      return null;
  }
}
