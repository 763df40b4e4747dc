/** Where a link of the operator's may lead: never to a script. */
export function safeAddress(address: string): string | undefined {
  try {
    const url = new URL(address, document.baseURI);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}
