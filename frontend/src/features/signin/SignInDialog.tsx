import { Dialog } from '../../ui/Dialog';
import { useText } from '../settings/preferences';
import { SignInPanel } from './SignInPanel';
import { titleOf } from './titles';
import { useEntrance, useEntranceState } from './useEntrance';

/** Over the conversation, which stays as it is: whoever signs in again goes on where they were. */
export function SignInDialog() {
  const t = useText();
  const entrance = useEntrance();
  const refused = useEntranceState((state) => state.refused);
  const registering = useEntranceState((state) => state.registering);
  const aside = useEntranceState((state) => state.aside);
  if (entrance === undefined || refused === undefined || aside) return null;
  const title = titleOf(t, { refused, registering });
  return (
    <Dialog
      title={title ?? t.signIn.again}
      closeLabel={t.close}
      testId="sign-in-dialog"
      onClose={() => {
        entrance.putAside(true);
      }}
    >
      {title === undefined && <p className="dialog-text">{t.signIn.againText}</p>}
      <SignInPanel entrance={entrance} />
    </Dialog>
  );
}
