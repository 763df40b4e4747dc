import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Entrance, EntranceState } from '../../conversation/entrance';

/** Undefined where nobody signs in. */
export const EntranceContext = createContext<Entrance | undefined>(undefined);

const open = createStore<EntranceState>(() => ({
  ways: undefined,
  session: undefined,
  entered: true,
  refused: undefined,
  aside: false,
  registering: false,
  failed: undefined,
}));

export function useEntrance(): Entrance | undefined {
  return useContext(EntranceContext);
}

export function useEntranceState<T>(select: (state: EntranceState) => T): T {
  return useStore(useContext(EntranceContext)?.store ?? open, select);
}
