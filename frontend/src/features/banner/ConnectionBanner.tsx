import { useEffect, useState, type ReactNode } from 'react';
import type { StopReason } from '../../realtime/closeCodes';
import type { ConnectionStatus } from '../../realtime/connection';
import { useSecondsUntil } from '../../ui/useSecondsUntil';
import { useChat, useChatState } from '../chat/useChat';
import { useText } from '../settings/preferences';

/** After so many attempts in a row "reconnecting" would be too hopeful a word. */
const CANNOT_CONNECT_FROM = 5;
/** A restart that takes less is over before it could be read. */
const WORTH_A_WORD_MS = 2_000;

/** The truth about the connection, in words; nothing while all is well. */
export function ConnectionBanner() {
  const t = useText();
  const status = useChatState((state) => state.connection);
  const online = useChatState((state) => state.online);
  if (online && isExpected(status)) return <Expected />;
  switch (status.state) {
    case 'idle':
    case 'open':
      return null;
    case 'stopped':
      return <Stopped reason={status.reason} />;
    case 'connecting':
      if (status.attempt <= 1) return <Banner tone="calm">{t.bannerConnecting}</Banner>;
      return (
        <Banner tone="warn" action={<TryNow />}>
          {status.attempt >= CANNOT_CONNECT_FROM
            ? t.bannerCannotConnectNow
            : t.bannerReconnectingNow(status.attempt)}
        </Banner>
      );
    case 'waiting':
      return online ? (
        <Waiting attempt={status.attempt} retryAt={status.retryAt} />
      ) : (
        <Banner tone="warn" action={<TryNow />}>
          {t.bannerOffline}
        </Banner>
      );
  }
}

/** The server said that it goes, and when to come back: no trouble yet. */
function isExpected(status: ConnectionStatus): boolean {
  return (
    (status.state === 'waiting' || status.state === 'connecting') &&
    status.announced &&
    status.attempt < CANNOT_CONNECT_FROM
  );
}

function Expected() {
  const t = useText();
  const [long, setLong] = useState(false);
  useEffect(() => {
    const id = setTimeout(() => {
      setLong(true);
    }, WORTH_A_WORD_MS);
    return () => {
      clearTimeout(id);
    };
  }, []);
  return long ? <Banner tone="calm">{t.bannerExpected}</Banner> : null;
}

interface BannerProps {
  readonly tone: 'calm' | 'warn' | 'error';
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

function Banner({ tone, action, children }: BannerProps) {
  return (
    <div className="banner" data-tone={tone} data-testid="banner">
      <span className="banner-dot" aria-hidden="true" />
      <span>{children}</span>
      {action}
    </div>
  );
}

function Waiting({ attempt, retryAt }: { readonly attempt: number; readonly retryAt: number }) {
  const t = useText();
  const seconds = useSecondsUntil(retryAt);
  return (
    <Banner tone="warn" action={<TryNow />}>
      {attempt >= CANNOT_CONNECT_FROM
        ? t.bannerCannotConnect(seconds)
        : t.bannerReconnecting(attempt, seconds)}
    </Banner>
  );
}

function TryNow() {
  const t = useText();
  const chat = useChat();
  return (
    <button
      type="button"
      className="banner-button"
      onClick={() => {
        chat.connectNow();
      }}
    >
      {t.tryNow}
    </button>
  );
}

function Stopped({ reason }: { readonly reason: StopReason }) {
  const t = useText();
  const chat = useChat();
  const reconnects = reason === 'done' || reason === 'too-large';
  const action = (
    <button
      type="button"
      className="banner-button"
      onClick={() => {
        if (reconnects) chat.connectNow();
        else location.reload();
      }}
    >
      {reconnects ? t.connect : reason === 'signed-out' ? t.signInAgain : t.reload}
    </button>
  );
  return (
    <Banner tone={reason === 'done' ? 'warn' : 'error'} action={action}>
      {t.bannerStopped[reason]}
    </Banner>
  );
}
