import { useEffect, useRef } from 'react';
import { CloseIcon, SearchIcon } from '../../ui/icons';
import { isMac } from '../../ui/isMac';
import { useText } from '../settings/preferences';
import { useShell } from '../shell/shell';

interface Props {
  readonly query: string;
  readonly onChange: (query: string) => void;
}

export function SearchBox({ query, onChange }: Props) {
  const t = useText();
  const field = useRef<HTMLInputElement>(null);
  const searches = useShell((state) => state.searches);
  useEffect(() => {
    if (searches === 0) return;
    field.current?.focus();
    field.current?.select();
  }, [searches]);
  return (
    <div className="search-box" role="search">
      <SearchIcon />
      <input
        ref={field}
        type="search"
        value={query}
        placeholder={t.searchPlaceholder}
        aria-label={t.searchPlaceholder}
        aria-keyshortcuts="Control+K Meta+K"
        data-testid="search"
        onChange={(event) => {
          onChange(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && query !== '') {
            event.preventDefault();
            event.stopPropagation();
            onChange('');
          } else if (event.key === 'ArrowDown') {
            event.preventDefault();
            document.querySelector<HTMLElement>('.sidebar .hit, .sidebar .entry')?.focus();
          }
        }}
      />
      {query === '' ? (
        <kbd aria-hidden="true">{isMac ? '⌘K' : 'Ctrl K'}</kbd>
      ) : (
        <button
          type="button"
          className="icon-button"
          aria-label={t.clearSearch}
          onClick={() => {
            onChange('');
            field.current?.focus();
          }}
        >
          <CloseIcon />
        </button>
      )}
    </div>
  );
}
