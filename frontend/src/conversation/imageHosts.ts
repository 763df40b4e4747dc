import { createStore } from 'zustand/vanilla';

/**
 * From where images may be shown besides this server, as the operator says: `img.example.org`, `*.example.org`, `*`. The
 * page's Content-Security-Policy says the same, so an image of another host would stay blank.
 */
export const imageHosts = createStore<readonly string[]>(() => []);

export function allowImagesFrom(hosts: readonly string[]): void {
  imageHosts.setState(hosts, true);
}

/** By TLS only, and by the rules of a Content-Security-Policy: `*.` stands for one label or more. */
export function isAllowed(url: URL, hosts: readonly string[]): boolean {
  if (url.protocol !== 'https:') return false;
  return hosts.some((host) => {
    if (host === '*') return true;
    const [name = '', port = ''] = host.split(':');
    if (url.port !== (port === '443' ? '' : port)) return false;
    return name.startsWith('*.') ? url.hostname.endsWith(name.slice(1)) : url.hostname === name;
  });
}
