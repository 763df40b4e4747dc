/** The trace that a location hash names. */
export function traceInHash(hash: string): string | undefined {
  return /^#\/traces\/([0-9A-Za-z-]{1,64})$/.exec(hash)?.[1];
}

export function traceHash(id: string): string {
  return `#/traces/${encodeURIComponent(id)}`;
}
