import vueI18n from '@intlify/eslint-plugin-vue-i18n'
import prettier from 'eslint-config-prettier'
import withNuxt from './.nuxt/eslint.config.mjs'

export default withNuxt(
  {
    rules: {
      // Bodies of requests are plain objects that we made ourselves a moment ago.
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-invalid-void-type': ['error', { allowInGenericTypeArguments: true, allowAsThisParameter: true }], // prettier-ignore
    },
  },
  {
    // What an answer holds is what a test asserts: typing it first would test the type.
    files: ['tests/**'],
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
  {
    // Every text that people see goes through the messages of `i18n/locales`.
    files: ['**/*.vue'],
    plugins: { '@intlify/vue-i18n': vueI18n },
    settings: { 'vue-i18n': { localeDir: './i18n/locales/en/*.json', messageSyntaxVersion: '^11.0.0' } },
    rules: {
      '@intlify/vue-i18n/no-raw-text': [
        'error',
        {
          attributes: { '/.+/': ['title', 'aria-label', 'aria-description', 'placeholder', 'alt', 'label', 'text', 'hint', 'caption', 'description'] }, // prettier-ignore
          ignoreText: [''],
          ignorePattern: '^[-–—·•:/,.()+%#…×→|\\s\\d]+$',
        },
      ],
      '@intlify/vue-i18n/no-missing-keys': 'error',
      '@intlify/vue-i18n/no-html-messages': 'error',
    },
  },
  prettier,
)
