/** One set of rules for every file; each opt-out says why. */
import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import ts from 'typescript-eslint'
import boundaries from './eslint/boundaries.js'

const WORDS = '/[\\u4e00-\\u9fff]/'
const wordsInCode = { message: 'Words people see belong in src/locales.' }

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/components.d.ts', 'src/api/schema.d.ts'] },
  js.configs.recommended,
  ts.configs.strict,
  ts.configs.stylistic,
  vue.configs['flat/recommended'],
  {
    files: ['**/*.{js,mjs,ts,vue}'],
    languageOptions: { globals: { ...globals.browser, ...globals.node, __APP_VERSION__: 'readonly', __APP_SOURCE__: 'readonly' } },
    plugins: { boundaries },
    rules: {
      'boundaries/direction': 'error',
      'complexity': ['error', 12],
      'eqeqeq': 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: false }],
      'max-lines-per-function': ['error', { max: 60 }],
      'max-params': ['error', 6],
      'no-console': 'error',
      // The layout of templates and attributes is left to the author: these rules only move line breaks about.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/attributes-order': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,vue}'],
    languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.vue'], parser: ts.parser } },
    rules: { '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/await-thenable': 'error' },
  },
  {
    files: ['src/**/*.{ts,vue}'],
    ignores: ['src/**/*.test.ts'],
    rules: {
      'no-restricted-syntax': ['error',
        { selector: `Literal[value=${WORDS}]`, ...wordsInCode },
        { selector: `TemplateElement[value.raw=${WORDS}]`, ...wordsInCode }],
      'vue/no-restricted-syntax': ['error', { selector: `VElement[name!='script'][name!='style'] > VText[value=${WORDS}]`, ...wordsInCode },
        { selector: `VLiteral[value=${WORDS}]`, ...wordsInCode }],
    },
  },
  // A table of cases is long by nature.
  { files: ['**/*.test.ts', 'tests/**'], rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' } },
)
