import type { ReactNode } from 'react';
import type { SearchHit } from '../../protocol/rest';
import { jumpToMessage } from '../chat/jumpToMessage';
import { useLanguage, useText } from '../settings/preferences';
import { useSearch } from './useSearch';

interface Props {
  readonly query: string;
  readonly onNavigate: () => void;
}

export function SearchResults({ query, onNavigate }: Props) {
  const t = useText();
  const language = useLanguage();
  const { state, again } = useSearch(query);
  return (
    <div className="conversations" role="region" aria-label={t.search} data-testid="search-results">
      <p className="list-note" role="status">
        {state.kind === 'searching' && t.searching}
        {state.kind === 'found' &&
          (state.hits.length === 0 ? t.noHits(query.trim()) : t.searchResults(state.hits.length))}
        {state.kind === 'failed' && state.problem.message[language]}
      </p>
      {state.kind === 'failed' && (
        <button type="button" className="button list-note-button" onClick={again}>
          {t.tryAgain}
        </button>
      )}
      {state.kind === 'found' && (
        <ul>
          {state.hits.map((hit) => (
            <li key={`${hit.conversationId}/${hit.messageId ?? ''}`}>
              <Hit hit={hit} onNavigate={onNavigate} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Hit({ hit, onNavigate }: { readonly hit: SearchHit; readonly onNavigate: () => void }) {
  const t = useText();
  const { conversationId, messageId } = hit;
  const who = hit.role === undefined ? t.hitInTitle : hit.role === 'user' ? t.you : t.assistant;
  return (
    <a
      className="hit"
      href={`#/c/${encodeURIComponent(conversationId)}`}
      data-testid="hit"
      onClick={() => {
        if (messageId !== undefined) jumpToMessage(messageId);
        onNavigate();
      }}
    >
      <span className="hit-head">
        <span className="hit-title">
          {hit.title === undefined || hit.title === '' ? t.untitled : hit.title}
        </span>
        {hit.archived === true && <span className="badge">{t.inArchive}</span>}
      </span>
      <span className="hit-text">
        <span className="hit-who">{who}: </span>
        {marked(hit.snippet)}
      </span>
    </a>
  );
}

/** The places that were found, marked; what overlaps or lies outside the text is left out. */
function marked({ text, matches }: SearchHit['snippet']): readonly ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { from, to } of [...matches].sort((a, b) => a.from - b.from)) {
    if (from < at || to > text.length || to <= from) continue;
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  parts.push(text.slice(at));
  return parts;
}
