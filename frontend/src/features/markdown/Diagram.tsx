import type { ReactNode } from 'react';

export default function Diagram({ children }: { readonly source: string; readonly children: ReactNode }) {
  return children;
}
