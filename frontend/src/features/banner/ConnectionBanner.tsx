import { useEffect, useState, type ReactNode } from 'react';
import { unreachable } from '../../conversation/problems';
import type { Entrance } from '../../conversation/entrance';
import type { Problem } from '../../protocol/vocabulary';
import type { StopReason } from '../../realtime/closeCodes';
import type { ConnectionStatus } from '../../realtime/connection';
import type { ToldProblem } from '../../realtime/told';
import { useSecondsUntil } from '../../ui/useSecondsUntil';
import { CopyButton } from '../chat/CopyButton';
import { useChat, useChatState } from '../chat/useChat';
import { useLanguage, useText } from '../settings/preferences';
import { titleOf } from '../signin/titles';
import { useEntrance, useEntranceState } from '../signin/useEntrance';

/** After so many attempts in a row "reconnecting" would be too hopeful a word. */
const CANNOT_CONNECT_FROM = 5;
/** A restart that takes less is over before it could be read. */
const WORTH_A_WORD_MS = 2_000;

/** The truth about the connection, in words; nothing while all is well. */
export function ConnectionBanner() {
  const t = useText();
  const status = useChatState((state) => state.connection);
  const online = useChatState((state) => state.online);
  const refusal = useChatState((state) => state.refusal);
  const entrance = useEntrance();
  const refused = useEntranceState((state) => state.refused);
  if (entrance !== undefined && refused !== undefined && status.state !== 'open') {
    return <Shut entrance={entrance} refused={refused} />;
  }
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
        <Waiting attempt={status.attempt} retryAt={status.retryAt} refusal={refusal} />
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

interface WaitingProps {
  readonly attempt: number;
  readonly retryAt: number;
  readonly refusal: Problem | undefined;
}

/** Where the server has said why it lets nobody in, its words count. */
function Waiting({ attempt, retryAt, refusal }: WaitingProps) {
  const t = useText();
  const language = useLanguage();
  const seconds = useSecondsUntil(retryAt);
  return (
    <Banner
      tone="warn"
      action={
        <>
          {refusal?.traceId !== undefined && <CopyButton text={refusal.traceId} label={t.copyTrace} />}
          <TryNow />
        </>
      }
    >
      {refusal !== undefined && refusal.code !== unreachable.code
        ? `${refusal.message[language]} ${t.bannerNextTry(seconds)}`
        : attempt >= CANNOT_CONNECT_FROM
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
  const entrance = useEntrance();
  const reconnects = reason === 'done' || reason === 'too-large';
  const action = (
    <button
      type="button"
      className="banner-button"
      onClick={() => {
        if (reconnects) chat.connectNow();
        else if (reason === 'signed-out' && entrance !== undefined) signInAgain(entrance);
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

interface ShutProps {
  readonly entrance: Entrance;
  readonly refused: ToldProblem;
}

/** Whatever the connection tries meanwhile, something must be done first. */
function Shut({ entrance, refused }: ShutProps) {
  const t = useText();
  const language = useLanguage();
  const title = titleOf(t, { refused, registering: false });
  return (
    <Banner
      tone="error"
      action={
        <button
          type="button"
          className="banner-button"
          onClick={() => {
            signInAgain(entrance);
          }}
        >
          {title === undefined ? t.signInAgain : t.details}
        </button>
      }
    >
      {title === undefined ? t.bannerStopped['signed-out'] : refused.message[language]}
    </Banner>
  );
}

/** The question that was put aside, or another look at why there was none. */
function signInAgain(entrance: Entrance): void {
  entrance.putAside(false);
  void entrance.look();
}
