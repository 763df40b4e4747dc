/** Browser storage that may be switched off or full: then nothing is remembered, and nothing breaks. */
export interface TextStore {
  get(key: string): string | undefined;
  set(key: string, value: string | undefined): void;
  keys(): readonly string[];
}

export function textStore(open: () => Storage): TextStore {
  return {
    get(key) {
      try {
        return open().getItem(key) ?? undefined;
      } catch {
        return undefined;
      }
    },
    set(key, value) {
      try {
        if (value === undefined) open().removeItem(key);
        else open().setItem(key, value);
      } catch {
        // Full or forbidden.
      }
    },
    keys() {
      try {
        const storage = open();
        return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
      } catch {
        return [];
      }
    },
  };
}

/** Whatever lies under a key of this user's. */
export function forgetUser(store: TextStore, id: string): void {
  for (const key of store.keys()) {
    if (key.startsWith('parley.') && key.split('.').includes(id)) store.set(key, undefined);
  }
}

export const lasting = textStore(() => localStorage);
