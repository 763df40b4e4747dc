import { createContext, useContext } from 'react';
import type { Rest } from '../../conversation/rest';

export const RestContext = createContext<Rest | undefined>(undefined);

/** For parts that are loaded late and bring the calls they need. */
export function useRest(): Rest {
  const rest = useContext(RestContext);
  if (rest === undefined) throw new Error('RestContext is missing');
  return rest;
}
