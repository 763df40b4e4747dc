/** Switched on by `?debug` in the address, or for good by `parley.debug` = `1` in the browser's storage. */
export function isDebugging(search: string, stored: string | undefined): boolean {
  return stored === '1' || new URLSearchParams(search).has('debug');
}
