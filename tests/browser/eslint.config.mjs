// One configuration for the browser tests and for the script that merchants' pages load; `npm run lint` runs it from the
// repository's root, since ESLint looks at nothing beside the folder that it starts from.
import eslint from '@eslint/js'
import tseslint from 'typescript-eslint'

export default tseslint.config(eslint.configs.recommended, tseslint.configs.recommended, {
  rules: {
    // tsc knows each name and where it is from.
    'no-undef': 'off',
    // A payload without a field is made by taking the field out.
    '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
  },
})
