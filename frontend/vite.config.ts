import react from '@vitejs/plugin-react';
import type { Plugin, Rolldown } from 'vite';
import { defineConfig } from 'vitest/config';

/** KaTeX names each font in three formats; every browser that this page supports reads the first. */
const onlyWoff2: Plugin = {
  name: 'only-woff2',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('katex') || !id.includes('.css')) return undefined;
    return code.replace(/,url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g, '');
  },
};

/**
 * What the first load needs is one chunk: it is smaller than the dozen into which parts that are loaded later would split it.
 * Not the entry itself, which waits for the event log where that is asked for: the log must not wait for the entry.
 */
const ofFirstLoad: Rolldown.CodeSplittingNameFunction = (id, context) =>
  context.getModuleInfo(id)?.importers.some((importer) => importer.endsWith('/src/app/main.tsx'))
    ? 'page'
    : null;

export default defineConfig({
  base: './',
  plugins: [react(), onlyWoff2],
  define: { __APP_VERSION__: JSON.stringify(process.env['npm_package_version'] ?? '0.0.0') },
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      input: ['index.html', 'diagram.html'],
      output: {
        codeSplitting: {
          groups: [
            // The page of diagrams needs it too, and nothing else of this.
            { name: 'loading', test: /preload-helper/, priority: 1 },
            { name: ofFirstLoad },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    proxy: {
      '/api': 'http://localhost:8080',
      '/chat': { target: 'ws://localhost:8080', ws: true },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/setup.ts'],
    // It only bounds what hangs: what is to be quick is measured by processor time.
    testTimeout: 60_000,
    restoreMocks: true,
  },
});
