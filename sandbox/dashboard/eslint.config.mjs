// One configuration for all TypeScript of the dashboard.
import eslint from '@eslint/js'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['node_modules', 'src/generated', '**/*.mjs'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // JSON is of the type that the reader says.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Whatever is rendered is text: this is the one way around that.
      'no-restricted-syntax': [
        'error',
        { selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]', message: 'Render text.' },
        {
          selector: 'JSXAttribute[name.name="style"]',
          message: 'Use a class; the policy allows no style attribute.',
        },
      ],
    },
  },
)
