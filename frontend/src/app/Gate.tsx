import { lazy, useEffect, useState } from 'react';
import type { Chat } from '../conversation/chat';
import type { Entrance } from '../conversation/entrance';
import type { Rest } from '../conversation/rest';
import { adminInHash } from '../features/admin/sections';
import { ChatContext } from '../features/chat/useChat';
import { traceInHash } from '../features/trace/address';
import { closeDialog } from '../features/shell/shell';
import { Part } from '../features/shell/Part';
import { RestContext } from '../features/shell/useRest';
import { SignInDialog } from '../features/signin/SignInDialog';
import { SignInPage } from '../features/signin/SignInPage';
import { EntranceContext, useEntranceState } from '../features/signin/useEntrance';
import { Logo } from '../ui/icons';
import { App } from './App';

const TracePage = lazy(async () => ({ default: (await import('../features/trace/TracePage')).TracePage }));
const AdminPage = lazy(async () => ({ default: (await import('../features/admin/AdminPage')).AdminPage }));

interface Props {
  readonly entrance: Entrance;
  readonly rest: Rest;
  /** Begins the conversation; asked again it gives the same one. */
  readonly startChat: () => Chat;
}

/** The way in, and behind it the conversation: shown to nobody else than the user it belongs to. */
export function Gate({ entrance, rest, startChat }: Props) {
  return (
    <EntranceContext value={entrance}>
      <RestContext value={rest}>
        <Inside entrance={entrance} startChat={startChat} />
      </RestContext>
    </EntranceContext>
  );
}

function Inside({ entrance, startChat }: Pick<Props, 'entrance' | 'startChat'>) {
  const entered = useEntranceState((state) => state.entered);
  const refused = useEntranceState((state) => state.refused);
  if (entered) {
    return (
      <ChatContext value={startChat()}>
        <Page />
        <SignInDialog />
      </ChatContext>
    );
  }
  return refused === undefined ? <Splash /> : <SignInPage entrance={entrance} />;
}

function Page() {
  const isAdmin = useEntranceState((state) => state.session?.user.role === 'admin');
  const { section, trace } = usePlace();
  if (trace !== undefined) {
    return (
      <Part>
        <TracePage id={trace} />
      </Part>
    );
  }
  if (section === undefined || !isAdmin) return <App />;
  return (
    <Part>
      <AdminPage section={section} />
    </Part>
  );
}

function placeIn(hash: string) {
  return { section: adminInHash(hash), trace: traceInHash(hash) };
}

/** The page that the address names beside the conversation. */
function usePlace() {
  const [place, setPlace] = useState(() => placeIn(location.hash));
  useEffect(() => {
    const read = () => {
      const named = placeIn(location.hash);
      // A dialog belongs to the page that it was opened on.
      const same =
        (named.section === undefined) === (place.section === undefined) &&
        (named.trace === undefined) === (place.trace === undefined);
      if (!same) closeDialog();
      setPlace(named);
    };
    window.addEventListener('hashchange', read);
    return () => {
      window.removeEventListener('hashchange', read);
    };
  }, [place]);
  return place;
}

/** While the server is asked who is here; seen only where that takes long. */
function Splash() {
  return (
    <div className="splash" data-testid="splash">
      <Logo />
    </div>
  );
}
