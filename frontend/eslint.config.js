import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Each layer may import from those before it; React begins with the features. */
const layers = ['protocol', 'realtime', 'conversation', 'features', 'app'];
const withoutReact = new Set(['protocol', 'realtime', 'conversation', 'i18n']);

function forbid(directory, above) {
  const patterns = above.map((layer) => ({
    group: [`**/${layer}/*`, `**/${layer}/**`],
    message: `${directory} must not depend on ${layer}.`,
  }));
  if (withoutReact.has(directory)) {
    patterns.push({ group: ['react', 'react-*', 'react/*'], message: `${directory} works without React.` });
  }
  return {
    files: [`src/${directory}/**/*.{ts,tsx}`],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'public'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['src/**/*.tsx', 'src/features/**/*.ts'],
    extends: [reactHooks.configs.flat['recommended-latest'], jsxA11y.flatConfigs.strict],
  },
  ...layers.map((layer, index) => forbid(layer, layers.slice(index + 1))),
  forbid('i18n', layers),
  forbid('ui', [...layers, 'i18n']),
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: globals.node } },
  { files: ['e2e/**/*.mjs', 'scripts/**/*.mjs'], languageOptions: { globals: globals.browser } },
);
