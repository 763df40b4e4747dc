import { useCallback, useEffect } from 'react';
import { traceTexts, type TraceTexts } from '../../i18n/trace';
import { traceAnswer, type Trace, type TracedAnswer, type TraceStep } from '../../protocol/trace';
import { copyText } from '../chat/copyText';
import { ErrorBlock } from '../chat/ErrorBlock';
import { useLanguage, useText } from '../settings/preferences';
import { notify } from '../shell/shell';
import { SidePage } from '../shell/SidePage';
import { useFormats } from '../shell/useFormats';
import { useLoaded } from '../shell/useLoaded';
import { useRest } from '../shell/useRest';
import { phasesOf, total, type Phase } from './phases';
import './trace.css';

/** While an answer is being written, it is looked at again. */
const EVERY_MS = 3_000;
const NAMED_CHARS = 6;

/** What happened to an answer, step by step. */
export function TracePage({ id }: { readonly id: string }) {
  const t = useText();
  const words = traceTexts[useLanguage()];
  const { ask } = useRest();
  const load = useCallback(() => ask(`api/traces/${encodeURIComponent(id)}`, traceAnswer), [ask, id]);
  const { value, problem, reload } = useLoaded(load);
  const running = value?.answers.some(({ state }) => state === 'open') === true;
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(reload, EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, [running, reload]);
  // Of another trace, while the new one is asked for.
  const shown = value?.traceId === id ? value : undefined;
  return (
    <SidePage name="trace" title={words.title} back={words.back}>
      <main className="trace-main">
        <h1>{words.title}</h1>
        <p className="trace-id">
          {t.traceId} <code>{id}</code>
        </p>
        {shown !== undefined && <CopyAs trace={shown} words={words} />}
        {shown === undefined && problem === undefined && <p className="part-note">{t.loading}</p>}
        {problem?.code === 'not-found' && (
          <div className="trace-unknown" role="alert" data-testid="trace-unknown">
            <h2>{words.unknown}</h2>
            <p>{words.unknownText}</p>
          </div>
        )}
        {problem !== undefined && problem.code !== 'not-found' && (
          <ErrorBlock title={words.title} problem={problem} tone="error">
            <button type="button" className="button" onClick={reload}>
              {words.again}
            </button>
          </ErrorBlock>
        )}
        {shown?.answers.map((answer) => (
          <Answer key={answer.generationId} answer={answer} words={words} />
        ))}
      </main>
    </SidePage>
  );
}

function CopyAs({ trace, words }: { readonly trace: Trace; readonly words: TraceTexts }) {
  const t = useText();
  const tell = useTold(words);
  const copy = (text: string) => {
    void copyText(text).then((copied) => {
      if (copied) notify(t.copied);
    });
  };
  return (
    <div className="trace-actions">
      <button
        type="button"
        className="button"
        onClick={() => {
          copy(textOf(trace, words, tell));
        }}
      >
        {words.copyText}
      </button>
      <button
        type="button"
        className="button"
        onClick={() => {
          copy(JSON.stringify(trace, null, 2));
        }}
      >
        {words.copyJson}
      </button>
    </div>
  );
}

const endedBadly = (state: string) => state === 'failed' || state === 'interrupted';

function Answer({ answer, words }: { readonly answer: TracedAnswer; readonly words: TraceTexts }) {
  const { moment } = useFormats();
  const tell = useTold(words);
  const { seconds } = tell;
  const phases = phasesOf(answer.steps);
  const nodes = [...new Set(answer.steps.map(({ node }) => node))];
  const begin = answer.steps[0]?.at ?? answer.startedAt;
  return (
    <section className="trace-answer" data-testid="trace-answer" data-state={answer.state}>
      <h2>
        {words.answerOf(answer.model)}{' '}
        <span className={endedBadly(answer.state) ? 'badge warn' : 'badge'}>
          {words.states[answer.state] ?? answer.state}
        </span>
      </h2>
      <p className="trace-when">
        {moment(begin)} ·{' '}
        <a href={`#/c/${encodeURIComponent(answer.conversationId)}`}>{words.openConversation}</a>
      </p>
      <Bar phases={phases} words={words} seconds={seconds} />
      {nodes.length > 1 && (
        <p className="trace-nodes">
          {words.nodes}:{' '}
          {nodes.map((node) => (
            <code key={node} title={node}>
              {nameOf(node)}
            </code>
          ))}
        </p>
      )}
      <ol className="trace-steps">
        {answer.steps.map((step, index) => (
          <li key={index} data-type={step.type} data-testid="trace-step">
            <span className="trace-time">+{seconds(step.at - begin)}</span>
            <span className="trace-words">{tell.step(step)}</span>
            <code className="trace-node" title={step.node}>
              {nameOf(step.node)}
            </code>
          </li>
        ))}
      </ol>
      {answer.omitted > 0 && <p className="trace-when">{words.omitted(answer.omitted)}</p>}
    </section>
  );
}

interface BarProps {
  readonly phases: readonly Phase[];
  readonly words: TraceTexts;
  readonly seconds: (ms: number) => string;
}

/** How the time was spent; the same in words below it. */
function Bar({ phases, words, seconds }: BarProps) {
  const kinds = (['waiting', 'streaming', 'standstill'] as const).filter((kind) => total(phases, kind) > 0);
  if (kinds.length === 0) return null;
  return (
    <figure className="trace-figure">
      <div className="trace-bar" aria-hidden="true">
        {phases.map(({ kind, from, ms }) => (
          <span key={from} data-kind={kind} style={{ flexGrow: ms }} />
        ))}
      </div>
      <figcaption>
        {kinds.map((kind) => (
          <span key={kind} data-kind={kind}>
            {words.phases[kind]} {seconds(total(phases, kind))}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

interface Told {
  readonly seconds: (ms: number) => string;
  readonly step: (step: TraceStep) => string;
}

function useTold(words: TraceTexts): Told {
  const t = useText();
  const language = useLanguage();
  const seconds = (ms: number) =>
    t.inSeconds(
      (ms / 1000).toLocaleString(language, {
        minimumFractionDigits: 2,
        maximumFractionDigits: 2,
        useGrouping: false,
      }),
    );
  return { seconds, step: ({ type, data }) => words.tell(type, data, seconds, nameOf) ?? type };
}

/** Their ends tell nodes apart; they begin with the time. */
function nameOf(node: string): string {
  return node.slice(-NAMED_CHARS);
}

function textOf(trace: Trace, words: TraceTexts, tell: Told): string {
  const lines = [trace.traceId];
  for (const answer of trace.answers) {
    const begin = answer.steps[0]?.at ?? answer.startedAt;
    lines.push('', `${words.answerOf(answer.model)}: ${words.states[answer.state] ?? answer.state}`);
    lines.push(`${new Date(begin).toISOString()} ${answer.conversationId} ${answer.generationId}`);
    for (const step of answer.steps) {
      lines.push(`+${tell.seconds(step.at - begin)}  ${nameOf(step.node)}  ${tell.step(step)}`);
    }
    if (answer.omitted > 0) lines.push(words.omitted(answer.omitted));
  }
  return lines.join('\n');
}
